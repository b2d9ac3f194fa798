use super::super::parse;
use super::{today, told};

#[test]
fn dump() {
    for line in std::fs::read_to_string("/tmp/line-cases.txt").unwrap_or_default().lines() {
        println!("{line}\n   {}", told(&parse(line, today())));
    }
}
