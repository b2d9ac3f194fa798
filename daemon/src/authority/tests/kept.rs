//! How an authority is kept, and how it travels.

use super::*;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, CustomExtension, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, KeyUsagePurpose,
};

#[test]
fn an_authority_is_made_once_and_found_again() {
    let (_folder, data) = data();
    assert!(Authority::load(&data).unwrap().is_none());
    let made = Authority::load_or_create(&data).unwrap();
    let again = Authority::load_or_create(&data).unwrap();
    assert_eq!((again.root_der(), again.tag()), (made.root_der(), made.tag()));
    let leaf = again.leaf(&[NAME.to_owned()], &[], now()).unwrap();
    let certificate = leaf.key.cert[0].clone();
    vouching::takes(&made, certificate, NAME).unwrap();
}

#[test]
fn the_folder_holds_one_private_key_and_it_is_the_intermediates() {
    let (_folder, data) = data();
    let authority = Authority::load_or_create(&data).unwrap();
    let files: Vec<PathBuf> =
        std::fs::read_dir(data.path()).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files, [data.authority()]);
    let text = std::fs::read_to_string(data.authority()).unwrap();
    assert_eq!(text.matches("PRIVATE KEY-----").count(), 2, "one beginning, one end");
    let of_key = openssl("pkey").args(["-pubout", "-in"]).arg(data.authority()).output().unwrap();
    let public = |der: &[u8]| {
        let folder = tempfile::tempdir().unwrap();
        let path = pem_file(folder.path(), "one", der);
        openssl("x509").args(["-noout", "-pubkey", "-in"]).arg(path).output().unwrap().stdout
    };
    assert_eq!(of_key.stdout, public(&authority.intermediate));
    assert_ne!(of_key.stdout, public(&authority.root));
}

#[cfg(unix)]
#[test]
fn an_authority_that_others_can_read_is_refused_with_the_fix() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, data) = data();
    Authority::load_or_create(&data).unwrap();
    let mode = std::fs::metadata(data.authority()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let exposed = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(data.authority(), exposed).unwrap();
    let refused = Failure::of(&Authority::load(&data).err().unwrap());
    assert_eq!(refused.code, "key-exposed");
    assert_eq!(refused.hint.unwrap(), format!("chmod 600 {}", data.authority().display()));
}

#[test]
fn what_is_no_authority_is_named_and_never_overwritten() {
    let (_folder, data) = data();
    let sound = Authority::make(now()).unwrap().secret();
    let other = Authority::make(now()).unwrap().secret();
    let text = String::from_utf8(sound.to_bytes().to_vec()).unwrap();
    let others = String::from_utf8(other.to_bytes().to_vec()).unwrap();
    let key = text.find("-----BEGIN PRIVATE").unwrap();
    let mixed =
        format!("{}{}", &text[..key], &others[others.find("-----BEGIN PRIVATE").unwrap()..]);
    for broken in ["", "too short", &text[..key], &text[key..], &mixed] {
        crate::data_dir::write_private(&data.authority(), broken.as_bytes()).unwrap();
        let refused = Failure::of(&Authority::load_or_create(&data).err().unwrap());
        assert_eq!(refused.code, "authority-unreadable", "{broken}");
        assert!(refused.hint.unwrap().contains("backup"));
        assert_eq!(std::fs::read_to_string(data.authority()).unwrap(), broken);
        assert!(AuthoritySecret::from_bytes(broken.as_bytes()).is_err() || *broken == mixed);
    }
}

#[test]
fn another_laptop_takes_the_authority_over_once_and_no_other_ones() {
    let (_folder, data) = data();
    let ours = Authority::make(now()).unwrap();
    let travelled = AuthoritySecret::from_bytes(ours.secret().to_bytes()).unwrap();
    Authority::adopt(&data, &travelled).unwrap();
    Authority::adopt(&data, &travelled).unwrap();
    assert_eq!(Authority::load(&data).unwrap().unwrap().root_der(), ours.root_der());
    let foreign = Authority::make(now()).unwrap();
    let refused = Failure::of(&Authority::adopt(&data, &foreign.secret()).unwrap_err());
    assert_eq!(refused.code, "other-authority");
    assert!(refused.message.contains(&ours.tag()) && refused.message.contains(&foreign.tag()));
    assert_eq!(Authority::load(&data).unwrap().unwrap().root_der(), ours.root_der());
}

#[test]
fn an_authority_that_could_vouch_for_the_internet_is_not_adopted() {
    let (_folder, data) = data();
    let (root_key, key) = (make::new_key().unwrap(), make::new_key().unwrap());
    let mut params = make::params(&key);
    params.use_authority_key_identifier_extension = true;
    let mut root = make::params(&root_key);
    root.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(1));
    let root = rcgen::CertifiedIssuer::self_signed(root, root_key).unwrap();
    let intermediate = params.signed_by(&key, &root).unwrap();
    let secret = AuthoritySecret::new(root.der(), intermediate.der(), key.serialized_der());
    let refused = Failure::of(&Authority::adopt(&data, &secret).unwrap_err());
    assert_eq!(refused.code, "authority-unusable");
    assert!(refused.message.contains("beyond local networks"), "{refused}");
    assert!(!data.authority().exists());
}

/// What somebody may change in an authority of their own before they hand it over.
type Change = fn(&mut CertificateParams, &mut CertificateParams);

#[test]
fn an_authority_that_says_anything_else_than_those_that_mingle_makes_is_not_adopted() {
    let changes: [(&str, Change); 14] = [
        ("nothing", |_, _| {}),
        ("another name", |_, intermediate| {
            let bank = GeneralSubtree::DnsName("bank.example".into());
            intermediate.name_constraints.as_mut().unwrap().permitted_subtrees.push(bank);
        }),
        ("another network", |_, intermediate| {
            let one = CidrSubnet::from_addr_prefix([9, 9, 9, 9].into(), 32);
            let subtrees = &mut intermediate.name_constraints.as_mut().unwrap().permitted_subtrees;
            subtrees.push(GeneralSubtree::IpAddress(one));
        }),
        ("a network less", |_, intermediate| {
            intermediate.name_constraints.as_mut().unwrap().permitted_subtrees.pop();
        }),
        ("an exception", |_, intermediate| {
            let ours = GeneralSubtree::DnsName("ana.local".into());
            intermediate.name_constraints.as_mut().unwrap().excluded_subtrees.push(ours);
        }),
        ("clients", |_, intermediate| {
            intermediate.extended_key_usages.push(ExtendedKeyUsagePurpose::ClientAuth);
        }),
        ("any use", |_, intermediate| intermediate.extended_key_usages.clear()),
        ("a longer path", |_, intermediate| {
            intermediate.is_ca = IsCa::Ca(BasicConstraints::Constrained(1));
        }),
        ("any path", |_, intermediate| {
            intermediate.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }),
        ("any path of the root", |root, _| {
            root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }),
        ("another use of its key", |_, intermediate| {
            intermediate.key_usages.push(KeyUsagePurpose::DigitalSignature);
        }),
        ("an extension more", |root, _| {
            let more = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99_999], vec![5, 0]);
            root.custom_extensions.push(more);
        }),
        ("the name of another's root", |root, _| {
            root.distinguished_name = make::name("Trusted Root of the Bank");
        }),
        ("an earlier beginning", |root, _| {
            root.not_before = make::NOT_BEFORE - time::Duration::days(400);
        }),
    ];
    for (what, change) in changes {
        let (_folder, data) = data();
        let key = make::new_key().unwrap();
        let until = make::NOT_BEFORE + time::Duration::days(3_000);
        let (mut root, mut intermediate) = make::both(&key, until).unwrap();
        change(&mut root, &mut intermediate);
        let secret = make::signed(root, intermediate, &key).unwrap();
        let adopted = Authority::adopt(&data, &secret);
        assert_eq!(Authority::can_adopt(&data, &secret).is_ok(), adopted.is_ok(), "{what}");
        if what == "nothing" {
            adopted.unwrap();
            continue;
        }
        let refused = Failure::of(&adopted.expect_err(what));
        assert_eq!(refused.code, "authority-unusable", "{what}: {refused}");
        assert!(!data.authority().exists(), "{what}");
    }
}
