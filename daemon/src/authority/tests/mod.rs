//! What an authority is good for, as OpenSSL and rustls see it.
#![allow(clippy::unwrap_used)]

mod kept;
mod said;
mod vouching;

use super::*;
use crate::words::now;
use std::path::{Path, PathBuf};
use std::process::Command;

const NAME: &str = "mingle-0123456789.local";

fn data() -> (tempfile::TempDir, DataDir) {
    let folder = tempfile::tempdir().unwrap();
    let data = DataDir::open(Some(folder.path().to_owned())).unwrap();
    (folder, data)
}

fn openssl(task: &str) -> Command {
    let there = Command::new("openssl").arg("version").output();
    assert!(there.is_ok(), "openssl is missing: `apt-get install --no-install-recommends openssl`");
    let mut command = Command::new("openssl");
    command.arg(task);
    command
}

fn pem_file(folder: &Path, name: &str, der: &[u8]) -> PathBuf {
    let path = folder.join(name);
    let body = data_encoding::BASE64.encode(der);
    let text = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
    std::fs::write(&path, text).unwrap();
    path
}

fn text_of(der: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = pem_file(folder.path(), "one", der);
    let output = openssl("x509").args(["-noout", "-text", "-in"]).arg(path).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}
