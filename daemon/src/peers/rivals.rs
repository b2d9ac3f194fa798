//! Two devices may call each other at the same moment. Both then end the same one of the two connections.

use mingle_proto::id::DeviceId;

/// What becomes of two connections to the same device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    NewerStays,
    OlderStays,
    /// The other side called twice: it alone knows which of its calls is still of use to it.
    BothStay,
}

/// The call of the device with the smaller id stays. Of two calls of our own the older stays.
pub fn judge(
    us: DeviceId,
    them: DeviceId,
    older_is_our_call: bool,
    newer_is_our_call: bool,
) -> Verdict {
    let ours_stay = us < them;
    match (older_is_our_call, newer_is_our_call) {
        (true, true) => Verdict::OlderStays,
        (false, false) => Verdict::BothStay,
        (older, _) if older == ours_stay => Verdict::OlderStays,
        _ => Verdict::NewerStays,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_devices_end_the_same_of_two_crossing_calls_in_whichever_order_they_see_them() {
        let (ana, bo) = (DeviceId::from_bytes([1; 32]), DeviceId::from_bytes([2; 32]));
        // What is left of Ana's call and Bo's call; `true` is Ana's.
        let left = |us, them, anas_first: bool| {
            let ours = |anas_call: bool| anas_call == (us == ana);
            match judge(us, them, ours(anas_first), ours(!anas_first)) {
                Verdict::NewerStays => !anas_first,
                Verdict::OlderStays => anas_first,
                Verdict::BothStay => unreachable!("crossing calls are judged"),
            }
        };
        for order in [(true, true), (true, false), (false, true), (false, false)] {
            assert!(left(ana, bo, order.0), "Ana saw {order:?}");
            assert!(left(bo, ana, order.1), "Bo saw {order:?}");
        }
    }

    #[test]
    fn only_the_caller_ends_one_of_two_calls_of_its_own() {
        let (ana, bo) = (DeviceId::from_bytes([1; 32]), DeviceId::from_bytes([2; 32]));
        assert_eq!(judge(ana, bo, true, true), Verdict::OlderStays);
        assert_eq!(judge(bo, ana, false, false), Verdict::BothStay);
    }
}
