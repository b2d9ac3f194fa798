//! What Automerge itself writes always passes the guard, and no damaged copy of it does.
#![allow(clippy::unwrap_used)]

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ObjType, ROOT};
use mingle_proto::guard::{Limits, check};

mod samples;

#[test]
fn every_form_in_which_automerge_saves_passes() {
    for sample in samples::all() {
        let inspected = check(&sample.bytes, &Limits::default());
        let inspected = inspected.unwrap_or_else(|danger| panic!("{}: {danger}", sample.name));
        let whole = match sample.base {
            None => automerge::Automerge::load(&sample.bytes).unwrap(),
            Some(_) => continue,
        };
        assert_eq!(inspected.changes, whole.get_changes(&[]).len() as u64, "{}", sample.name);
    }
}

#[test]
fn the_samples_have_deflated_columns_and_compressed_changes() {
    let inflated =
        |sample: &samples::Sample| check(&sample.bytes, &Limits::default()).unwrap().inflated;
    let samples = samples::all();
    let (documents, changes): (Vec<_>, Vec<_>) =
        samples.iter().partition(|sample| sample.bytes[8] == 0);
    assert!(documents.iter().any(|sample| inflated(sample) > 0));
    assert!(documents.iter().any(|sample| inflated(sample) == 0));
    assert!(changes.iter().any(|sample| inflated(sample) > 0));
}

/// Random editing by several actors, with every kind of change that records make.
fn wander(seed: u64) -> AutoCommit {
    use rand::{RngExt, SeedableRng};
    let mut rng = rand::rngs::StdRng::seed_from_u64(seed);
    let mut replicas = vec![samples::contact()];
    for number in 1..4u8 {
        let fork = replicas[0].fork().with_actor(ActorId::from([number, 0xaa]));
        replicas.push(fork);
    }
    for step in 0..80 {
        let (a, b) = (rng.random_range(0..4usize), rng.random_range(0..4usize));
        let replica = &mut replicas[a];
        let (_, note) = automerge::ReadDoc::get(replica, ROOT, "note").unwrap().unwrap();
        let length = automerge::ReadDoc::length(replica, &note);
        match rng.random_range(0..7) {
            0 => replica
                .splice_text(&note, rng.random_range(0..=length), 0, "مرحبا 🎻 Łódź")
                .unwrap(),
            1 => replica.splice_text(&note, 0, (length / 2) as isize, "").unwrap(),
            2 => replica.put(ROOT, "warmth", rng.random::<f64>()).unwrap(),
            3 => replica.increment(ROOT, "visits", rng.random_range(-3..4)).unwrap(),
            4 => {
                drop(replica.put_object(ROOT, format!("list {}", step % 5), ObjType::List).unwrap())
            }
            5 => drop(replica.delete(ROOT, format!("list {}", step % 5))),
            _ => replica
                .set_actor(ActorId::random())
                .put(ROOT, "starred", rng.random::<bool>())
                .unwrap(),
        }
        replica.commit();
        let mut other = replicas[b].clone();
        replicas[a].merge(&mut other).unwrap();
    }
    replicas.swap_remove(0)
}

#[test]
fn documents_wandered_by_several_actors_pass_whole_and_as_changes() {
    for seed in 0..20 {
        let mut document = wander(seed);
        let heads = document.get_heads();
        let (_, note) = automerge::ReadDoc::get(&document, ROOT, "note").unwrap().unwrap();
        document.splice_text(&note, 0, 0, "Olá").unwrap();
        for bytes in [
            document.save(),
            document.save_nocompress(),
            document.save_after(&heads),
            document.save_after(&[]),
        ] {
            check(&bytes, &Limits::default())
                .unwrap_or_else(|danger| panic!("seed {seed}: {danger}"));
        }
    }
}

#[test]
fn a_sample_cut_at_any_byte_is_refused_unless_whole_chunks_are_left() {
    for sample in samples::all() {
        let mut whole = 0;
        for cut in 0..sample.bytes.len() {
            whole += u32::from(check(&sample.bytes[..cut], &Limits::default()).is_ok());
        }
        let chunks = check(&sample.bytes, &Limits::default()).unwrap().chunks;
        assert_eq!(whole as usize, chunks - 1, "{}", sample.name);
    }
}

/// The last byte of a deflate stream has bits that mean nothing; whatever else is flipped shows.
#[test]
fn a_sample_with_any_bit_flipped_is_refused_or_means_the_same() {
    for sample in samples::all() {
        let mut bytes = sample.bytes.clone();
        let loads_the_same = |flipped: &[u8]| {
            let mut pair = [flipped, &sample.bytes].map(|bytes| {
                let mut document = sample.base.clone().unwrap_or_default();
                document.load_incremental(bytes).unwrap();
                document.get_heads()
            });
            pair[0].sort();
            pair[1].sort();
            pair[0] == pair[1]
        };
        let mut meaningless = 0;
        for at in 0..bytes.len() {
            for bit in 0..8 {
                bytes[at] ^= 1 << bit;
                if check(&bytes, &Limits::default()).is_ok() {
                    assert!(loads_the_same(&bytes), "{}: byte {at}, bit {bit}", sample.name);
                    meaningless += 1;
                }
                bytes[at] ^= 1 << bit;
            }
        }
        let chunks = check(&bytes, &Limits::default()).unwrap().chunks;
        assert!(meaningless <= 7 * chunks, "{}: {meaningless} flips passed", sample.name);
    }
}
