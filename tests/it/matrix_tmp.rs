use std::io::Write;
#[test]
fn matrix() {
    let next = std::sync::Mutex::new(bankident_conformance::simulator::fault::ALL.iter());
    let out = std::sync::Mutex::new(std::fs::File::create("/tmp/matrix.txt").unwrap());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(f) = { next.lock().unwrap().next() } {
                    if f.name.contains("hangs") {
                        continue;
                    }
                    let r = crate::selftest::broken_by(f.name);
                    let red = crate::selftest::red(&r);
                    writeln!(
                        out.lock().unwrap(),
                        "{}\t{:?}\t{}\t{:?}\t{:?}",
                        f.name,
                        r.conclusion,
                        r.totals.inconclusive,
                        red,
                        f.breaks
                    )
                    .unwrap();
                }
            });
        }
    });
}
