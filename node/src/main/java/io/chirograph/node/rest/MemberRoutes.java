package io.chirograph.node.rest;

import io.chirograph.node.http.HttpException;
import io.chirograph.node.http.HttpRequest;
import io.chirograph.node.http.HttpResponse;
import io.chirograph.node.members.MemberAnswer;
import io.chirograph.node.members.MemberService;
import io.chirograph.node.members.Neighbours;
import io.chirograph.proof.MalformedException;
import io.chirograph.proof.Member;
import io.chirograph.proof.MemberRoll;
import io.chirograph.proof.MemberRoll.Change;
import io.chirograph.proof.MemberRoll.Proposal;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Hash32;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Who the members are, and how this one has its say.
final class MemberRoutes {
    static final String MEMBERS = "/api/v1/members";
    static final String PROPOSALS = "/api/v1/proposals";

    private static final long ID_MAX = (1L << 48) - 1;

    private final MemberService members;

    MemberRoutes(MemberService members) {
        this.members = members;
    }

    // ---- who they are

    HttpResponse list(HttpRequest request) throws InterruptedException {
        new Query(request, Set.of());
        ValidatorSet now = members.validators();
        Optional<MemberRoll> roll = members.roll();
        ValidatorSet next = roll.map(MemberRoll::validators).orElse(now);
        ObjectNode json =
                Json.object()
                        .put("height", members.ledger().certifiedHeight())
                        .put("quorum", now.quorum().size());
        ArrayNode seats = json.putArray("members");
        int seatCount = Math.max(now.validators().size(), next.validators().size());
        for (int seat = 0; seat < seatCount; seat++) {
            if (now.isSeated(seat) || next.isSeated(seat)) {
                ValidatorSet its = now.isSeated(seat) ? now : next;
                ObjectNode one =
                        seats.addObject()
                                .put("seat", seat)
                                .put("status", status(now.isSeated(seat), next.isSeated(seat)))
                                .put("validator", its.validators().get(seat).toHex());
                members.member(seat).ifPresent(member -> describe(one, member));
            }
        }
        if (!now.equals(next)) {
            roll.ifPresent(each -> json.put("changeAfter", each.boundary()));
        }
        ArrayNode proposals = json.putArray("proposals");
        if (roll.isPresent()) {
            for (Proposal proposal : roll.get().proposals()) {
                describe(proposals.addObject(), proposal, roll.get());
            }
        }
        return Json.answer(200, json);
    }

    private static String status(boolean isNow, boolean isNext) {
        if (isNow && isNext) {
            return "member";
        }
        return isNext ? "joining" : "leaving";
    }

    private static void describe(ObjectNode json, Member member) {
        json.put("name", member.name())
                .put("account", member.account().toHex())
                .put("endpoint", member.endpoint());
    }

    private void describe(ObjectNode json, Proposal proposal, MemberRoll roll)
            throws InterruptedException {
        json.put("id", proposal.id());
        switch (proposal.change()) {
            case Change.Add add -> {
                json.put("change", "add").put("validator", add.signer().toHex());
                add.member().ifPresent(member -> describe(json, member));
            }
            case Change.Remove(int seat) -> {
                json.put("change", "remove").put("seat", seat);
                members.member(seat).ifPresent(member -> describe(json, member));
            }
        }
        json.put("proposer", name(proposal.proposer()));
        ArrayNode approvals = json.putArray("approvals");
        proposal.approvals().forEach(seat -> approvals.add(name(seat)));
        if (proposal.change() instanceof Change.Add) {
            json.put(
                    "admitted",
                    Neighbours.admitted(roll).containsKey(Neighbours.candidateIndex(proposal)));
            OptionalLong height = members.candidateHeight(proposal);
            if (height.isPresent()) {
                json.put("syncedHeight", height.getAsLong());
            }
        }
    }

    private String name(int seat) {
        return members.member(seat).map(Member::name).orElse("seat " + seat);
    }

    // ---- what this one does

    HttpResponse add(HttpRequest request) throws InterruptedException {
        new Query(request, Set.of());
        if (request.body().size() > Member.FILE_BYTES_MAX) {
            throw new HttpException(
                    413,
                    "the member file has %d bytes, at most %d are allowed"
                            .formatted(request.body().size(), Member.FILE_BYTES_MAX));
        }
        try {
            return answer(members.add(Member.fromJson(request.body())));
        } catch (MalformedException e) {
            throw new HttpException(400, String.valueOf(e.getMessage()));
        }
    }

    HttpResponse remove(HttpRequest request) throws InterruptedException {
        new Query(request, Set.of());
        return answer(members.remove(rest(request, MEMBERS)));
    }

    HttpResponse approve(HttpRequest request) throws InterruptedException {
        Query query = new Query(request, Set.of("unsynced"));
        long id = id(rest(request, PROPOSALS));
        boolean anyway = query.text("unsynced").filter("true"::equals).isPresent();
        return answer(anyway ? members.approveAnyway(id) : members.approve(id));
    }

    HttpResponse withdraw(HttpRequest request) throws InterruptedException {
        new Query(request, Set.of());
        return answer(members.withdraw());
    }

    private static String rest(HttpRequest request, String prefix) {
        return request.path().substring(prefix.length() + 1);
    }

    private static long id(String text) {
        try {
            long id = Long.parseLong(text);
            if (id >= 1 && id <= ID_MAX) {
                return id;
            }
        } catch (NumberFormatException e) {
            throw notAnId(text);
        }
        throw notAnId(text);
    }

    private static HttpException notAnId(String text) {
        return new HttpException(
                400, "'%s' is no proposal; 'member list' shows their numbers".formatted(text));
    }

    private HttpResponse answer(MemberAnswer answer) {
        return switch (answer) {
            case MemberAnswer.Done(Hash32 transaction, long height) ->
                    Json.answer(200, sent(transaction).put("height", height));
            case MemberAnswer.Sent(Hash32 transaction) -> Json.answer(202, sent(transaction));
            case MemberAnswer.Refused(String reason) -> throw new HttpException(409, reason);
        };
    }

    private static ObjectNode sent(Hash32 transaction) {
        return Json.object().put("transactionHash", transaction.toHex());
    }
}
