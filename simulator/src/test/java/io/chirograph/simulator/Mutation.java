package io.chirograph.simulator;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.function.Consumer;

/// A change of one compiled method, of all its forms with that name.
///
/// @param owner the class, by its full name
/// @param change of the method's code
record Mutation(String owner, String method, CodeTransform change) {
    private static final String PBFT = "io.chirograph.consensus.pbft.";

    /// A method of the package `consensus.pbft`.
    static Mutation ofPbft(String owner, String method, CodeTransform change) {
        return new Mutation(PBFT + owner, method, change);
    }

    /// The method returns that much more.
    static CodeTransform returningMore(long more) {
        return (code, element) -> {
            if (element instanceof ReturnInstruction end && end.typeKind() == TypeKind.INT) {
                code.loadConstant((int) more).iadd().with(element);
            } else if (element instanceof ReturnInstruction end
                    && end.typeKind() == TypeKind.LONG) {
                code.loadConstant(more).ladd().with(element);
            } else {
                code.with(element);
            }
        };
    }

    /// The method, which returns nothing, does nothing.
    static CodeTransform doingNothing() {
        return new CodeTransform() {
            private boolean isDone;

            @Override
            public void atStart(CodeBuilder code) {
                isDone = false;
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                if (!(element instanceof Instruction)) {
                    return;
                }
                if (!isDone) {
                    code.return_();
                    isDone = true;
                }
            }
        };
    }

    /// In place of each call of `called`, its arguments are dropped and `instead` is done.
    static CodeTransform replacing(String called, Consumer<CodeBuilder> instead) {
        return (code, element) -> {
            if (element instanceof InvokeInstruction call && isCall(call, called)) {
                dropArguments(code, call);
                instead.accept(code);
            } else {
                code.with(element);
            }
        };
    }

    /// @param called a method's name, or `Class.method`
    private static boolean isCall(InvokeInstruction call, String called) {
        String owner = call.owner().asSymbol().displayName();
        String name = call.name().stringValue();
        return called.equals(name) || called.equals(owner + "." + name);
    }

    private static void dropArguments(CodeBuilder code, InvokeInstruction call) {
        List<ClassDesc> arguments = call.typeSymbol().parameterList();
        for (ClassDesc argument : arguments.reversed()) {
            drop(code, argument);
        }
        if (call.opcode() != Opcode.INVOKESTATIC) {
            code.pop();
        }
    }

    private static void drop(CodeBuilder code, ClassDesc type) {
        if (TypeKind.from(type).slotSize() == 2) {
            code.pop2();
        } else {
            code.pop();
        }
    }

    /// Calls of `called` go to the static method `method` of `stranger`, the receiver first.
    ///
    /// @param receiver what the stranger takes it for
    static CodeTransform redirecting(
            String called, Class<?> receiver, Class<?> stranger, String method) {
        return (code, element) -> {
            if (element instanceof InvokeInstruction call && isCall(call, called)) {
                MethodTypeDesc type = call.typeSymbol();
                if (call.opcode() != Opcode.INVOKESTATIC) {
                    type = type.insertParameterTypes(0, receiver.describeConstable().orElseThrow());
                }
                code.invokestatic(stranger.describeConstable().orElseThrow(), method, type);
            } else {
                code.with(element);
            }
        };
    }

    /// Each call of `called`, which returns an `int`, gives twice as much.
    static CodeTransform doubling(String called) {
        return (code, element) -> {
            code.with(element);
            if (element instanceof InvokeInstruction call && isCall(call, called)) {
                code.dup().iadd();
            }
        };
    }

    /// In place of the static method's first argument it takes what `instead` gives.
    static CodeTransform takingFirst(Consumer<CodeBuilder> instead) {
        return (code, element) -> {
            if (element instanceof LoadInstruction load && load.slot() == 0) {
                instead.accept(code);
            } else {
                code.with(element);
            }
        };
    }

    /// The field keeps its value.
    static CodeTransform notSetting(String field) {
        return (code, element) -> {
            if (element instanceof FieldInstruction access
                    && access.opcode() == Opcode.PUTFIELD
                    && access.name().equalsString(field)) {
                drop(code, access.typeSymbol());
                code.pop();
            } else {
                code.with(element);
            }
        };
    }
}
