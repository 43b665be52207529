package io.chirograph.network.overlay;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.util.List;

/// What neighbours tell each other on [io.chirograph.network.Lane#TOPOLOGY]; the layout is in the package's
/// description. Immutable.
sealed interface OverlayFrame {
    /// More than any network has members, and than can be told in one frame.
    int MEMBERS_MAX = 1_024;

    /// In one frame.
    int ANNOUNCEMENTS_MAX = 64;

    /// The newest that the sender knows of a member.
    record Version(Address member, long sequence) {}

    /// What the receiver may not know yet.
    record News(List<Announcement> announcements) implements OverlayFrame {
        public News {
            announcements = List.copyOf(announcements);
        }
    }

    /// All that the sender knows of.
    ///
    /// @param isQuestion whether the receiver is to tell in the same way when it lacks something
    record Digest(boolean isQuestion, List<Version> versions) implements OverlayFrame {
        public Digest {
            versions = List.copyOf(versions);
        }
    }

    /// So many links is the sender away from a member.
    record Distance(Address member, int hops) {}

    /// Whom the sender reaches without the receiver.
    record Reach(List<Distance> distances) implements OverlayFrame {
        public Reach {
            distances = List.copyOf(distances);
        }
    }

    /// A parcel on its way.
    ///
    /// @param hops over so many more links it may be passed on
    record Routed(int hops, Parcel parcel) implements OverlayFrame {}

    default Bytes encode() {
        return RlpWriter.list(w -> {
            switch (this) {
                case News(List<Announcement> announcements) ->
                        w.number(0)
                                .beginList(
                                        list -> announcements.forEach(each -> each.writeTo(list)));
                case Digest(boolean isQuestion, List<Version> versions) ->
                        w.number(1)
                                .number(isQuestion ? 1 : 0)
                                .beginList(list -> versions.forEach(each -> write(list, each)));
                case Reach(List<Distance> distances) ->
                        w.number(2).beginList(list -> distances.forEach(each -> write(list, each)));
                case Routed(int hops, Parcel parcel) -> {
                    w.number(3).number(hops);
                    parcel.writeTo(w);
                }
            }
        });
    }

    private static void write(RlpWriter list, Version version) {
        list.beginList(w -> w.address(version.member()).number(version.sequence()));
    }

    private static void write(RlpWriter list, Distance distance) {
        list.beginList(w -> w.address(distance.member()).number(distance.hops()));
    }

    /// @throws RlpException when `encoded` is no such frame, or has more elements than one may have
    static OverlayFrame decode(Bytes encoded) {
        RlpReader fields = RlpReader.list(encoded);
        OverlayFrame frame =
                switch (fields.number(3)) {
                    case 0 -> new News(fields.list(ANNOUNCEMENTS_MAX, Announcement::read));
                    case 1 ->
                            new Digest(
                                    fields.number(1) == 1,
                                    fields.list(MEMBERS_MAX, OverlayFrame::version));
                    case 2 -> new Reach(fields.list(MEMBERS_MAX, OverlayFrame::distance));
                    default -> new Routed(fields.number(Routes.HOPS_MAX), Parcel.read(fields));
                };
        fields.end();
        return frame;
    }

    private static Distance distance(RlpReader reader) {
        RlpReader fields = reader.list();
        Distance distance = new Distance(fields.address(), fields.number(Routes.HOPS_MAX));
        fields.end();
        return distance;
    }

    private static Version version(RlpReader reader) {
        RlpReader fields = reader.list();
        Version version = new Version(fields.address(), fields.number());
        fields.end();
        return version;
    }
}
