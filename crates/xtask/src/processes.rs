//! The processes of this machine, as far as `/proc` tells (Linux); nothing elsewhere.

use std::{collections::BTreeMap, fs};

/// A process that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Process {
    id: i32,
    parent: i32,
    group: i32,
}

/// All running descendants of a process.
pub(crate) fn descendants_of(ancestor: u32) -> Vec<i32> {
    let mut children: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
    for process in running() {
        children.entry(process.parent).or_default().push(process.id);
    }
    let mut found = Vec::new();
    let mut parents = vec![ancestor.cast_signed()];
    while let Some(parent) = parents.pop() {
        let below = children.remove(&parent).unwrap_or_default();
        parents.extend(&below);
        found.extend(below);
    }
    found
}

/// Whether a process of that group runs; nothing where that cannot be told.
pub(crate) fn in_group(group: i32) -> Option<bool> {
    let processes = running();
    (!processes.is_empty()).then(|| processes.iter().any(|process| process.group == group))
}

/// When a process was started, in the kernel's ticks.
pub(crate) fn started(id: i32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    fields(&stat)?.nth(19)?.parse().ok()
}

fn running() -> Vec<Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| parse(&fs::read_to_string(entry.path().join("stat")).ok()?)).collect()
}

/// A line of `/proc/<id>/stat`; nothing for a zombie.
fn parse(stat: &str) -> Option<Process> {
    let id = stat.split(' ').next()?.parse().ok()?;
    let mut fields = fields(stat)?;
    if fields.next()? == "Z" {
        return None;
    }
    Some(Process { id, parent: fields.next()?.parse().ok()?, group: fields.next()?.parse().ok()? })
}

/// The fields after the program's name, which stands in parentheses and may itself hold spaces and parentheses.
fn fields(stat: &str) -> Option<std::str::Split<'_, char>> {
    Some(stat.rsplit_once(") ")?.1.split(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_programs_name_may_hold_anything() {
        let process = Process { id: 12, parent: 7, group: 11 };
        assert_eq!(parse("12 (a) b) (c) S 7 11 12 0"), Some(process));
        assert_eq!(parse(""), None);
    }

    #[test]
    fn the_dead_do_not_run() {
        assert_eq!(parse("12 (java) Z 7 11 12 0"), None);
    }
}
