//! Rebuilds when a feature file or the catalogue comes, goes or changes: they are embedded.

fn main() {
    println!("cargo:rerun-if-changed=features");
}
