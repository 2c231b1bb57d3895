//! No file of a room imports another one that imports it, directly or through others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

const SRC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

static USES: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)^\s*use ([^;]+);").unwrap());
static REEXPORTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^pub(?:\([^)]*\))? use ([^;]+);").unwrap());
static INLINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?:crate|super)(?:::\w+)+").unwrap());
static CHILDREN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^(?:pub(?:\([^)]*\))? )?mod (\w+);").unwrap());

/// Path of a module from the root of the crate, as in `["client", "http"]`.
type Module = Vec<String>;

/// The modules of the crate, with their code and the names they export again.
struct Tree {
    code: BTreeMap<Module, String>,
    exports: BTreeMap<Module, Vec<(String, Module)>>,
}

impl Tree {
    fn read() -> Self {
        let mut code = BTreeMap::new();
        read_folder(Path::new(SRC), &mut code);
        let mut tree = Self { code, exports: BTreeMap::new() };
        for module in tree.code.keys().cloned().collect::<Vec<_>>() {
            tree.exports.insert(module.clone(), exports_of(&module, &tree.code[&module]));
        }
        tree
    }

    /// The module that defines the item at `path`; re-exports are followed.
    fn owner(&self, path: &[String]) -> Option<Module> {
        let known = (1..=path.len()).rev().find(|&len| self.code.contains_key(&path[..len]))?;
        let (module, rest) = path.split_at(known);
        let item = rest.first();
        let again = item.and_then(|item| self.exports[module].iter().find(|it| it.0 == *item));
        match again {
            Some((_, target)) if target != path => self.owner(target),
            _ => Some(module.to_vec()),
        }
    }

    /// Files of its own room that each file imports.
    fn imports(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let imports = |module: &Module, code: &String| {
            let paths = imported(module, code).into_iter().filter_map(|path| self.owner(&path));
            paths.filter(|it| it != module && it.first() == module.first()).collect()
        };
        self.code.iter().map(|(module, code)| (module.clone(), imports(module, code))).collect()
    }
}

fn read_folder(folder: &Path, code: &mut BTreeMap<Module, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_folder(&path, code);
        } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
            code.insert(module_of(&path), without_comments_and_tests(&path));
        }
    }
}

fn module_of(path: &Path) -> Module {
    let inner = path.strip_prefix(SRC).unwrap().with_extension("");
    let names = inner.components().map(|it| it.as_os_str().to_str().unwrap().to_owned());
    names.filter(|name| name != "mod").collect()
}

fn without_comments_and_tests(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Every path in a `use` tree, as in `a::{b, c::D}`.
fn expand(tree: &str, prefix: &str, paths: &mut Vec<String>) {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim();
        paths.push(format!("{prefix}{}", path.trim_end_matches("::self")));
        return;
    };
    let prefix = format!("{prefix}{}", &tree[..open]);
    let (mut depth, mut start) = (0, open + 1);
    for (at, sign) in tree.char_indices().skip(open + 1) {
        match sign {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                let inner = tree[start..at].trim();
                match inner {
                    "" => {}
                    "self" => paths.push(prefix.trim_end_matches("::").to_owned()),
                    inner => expand(inner, &prefix, paths),
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// The path from the root of the crate; none for other crates.
fn absolute(module: &Module, path: &str) -> Option<Module> {
    let mut at = module.clone();
    let mut names = path.split("::").map(str::trim).peekable();
    match *names.peek()? {
        "crate" => at.clear(),
        "self" => {}
        "super" => {
            at.pop();
        }
        _ => return None,
    }
    names.next();
    while names.next_if_eq(&"super").is_some() {
        at.pop();
    }
    at.extend(names.map(str::to_owned));
    Some(at)
}

fn exports_of(module: &Module, code: &str) -> Vec<(String, Module)> {
    let mut paths = Vec::new();
    REEXPORTS.captures_iter(code).for_each(|it| expand(&it[1], "", &mut paths));
    let inner = paths.iter().map(|path| {
        absolute(module, path).unwrap_or_else(|| {
            module.iter().cloned().chain(path.split("::").map(str::to_owned)).collect()
        })
    });
    inner.filter_map(|path| Some((path.last()?.clone(), path.clone()))).collect()
}

/// The absolute paths that a file names, except those it only exports again.
fn imported(module: &Module, code: &str) -> Vec<Module> {
    let code = REEXPORTS.replace_all(code, "");
    let children: BTreeSet<String> =
        CHILDREN.captures_iter(&code).map(|it| it[1].to_owned()).collect();
    let mut paths = Vec::new();
    USES.captures_iter(&code).for_each(|it| expand(&it[1], "", &mut paths));
    paths.extend(INLINE.find_iter(&USES.replace_all(&code, "")).map(|it| it.as_str().to_owned()));
    let own = |path: &String| children.contains(path.split("::").next().unwrap_or_default());
    let paths = paths.iter().map(|it| if own(it) { format!("self::{it}") } else { it.clone() });
    paths.filter_map(|path| absolute(module, &path)).collect()
}

/// Files that can be reached from `start` by imports.
fn reachable<'a>(
    imports: &'a BTreeMap<Module, BTreeSet<Module>>,
    start: &'a Module,
) -> BTreeSet<&'a Module> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&Module> = imports[start].iter().collect();
    while let Some(next) = open.pop() {
        if seen.insert(next) {
            open.extend(&imports[next]);
        }
    }
    seen
}

/// Imports that are part of a circle, for each room.
fn circles() -> BTreeMap<String, Vec<String>> {
    let imports = Tree::read().imports();
    let reach: BTreeMap<&Module, BTreeSet<&Module>> =
        imports.keys().map(|module| (module, reachable(&imports, module))).collect();
    let mut circles: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (module, direct) in &imports {
        for other in direct.iter().filter(|other| reach[other].contains(module)) {
            let circle = format!("{} imports {}", module.join("::"), other.join("::"));
            circles.entry(module[0].clone()).or_default().push(circle);
        }
    }
    circles
}

#[test]
fn no_file_of_a_room_imports_itself_by_way_of_others() {
    let circles = circles();
    assert!(circles.is_empty(), "circles: {circles:#?}");
}

#[test]
fn use_trees_are_read_whole() {
    let mut paths = Vec::new();
    expand("super::{a::{B, c as d}, e::{self, F}}", "", &mut paths);
    assert_eq!(paths, ["super::a::B", "super::a::c", "super::e", "super::e::F"]);
    let module = vec!["client".to_owned(), "http".to_owned()];
    assert_eq!(absolute(&module, "super::sms").unwrap(), ["client", "sms"]);
    assert_eq!(absolute(&module, "std::fs"), None);
}
