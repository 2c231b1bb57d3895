//! Rebuilds when a feature file or the catalogue comes, goes or changes: they are embedded. The target
//! triple is passed on, because `--version --verbose` prints it.

fn main() {
    println!("cargo:rerun-if-changed=features");
    let target = std::env::var("TARGET").unwrap_or_default();
    println!("cargo:rustc-env=BUILD_TARGET={target}");
}
