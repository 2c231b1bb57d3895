//! A contract as a one-page PDF.

/// Bytes of a valid PDF whose only line is `text`. `text` must not contain parentheses or
/// backslashes, which the caller's file names never do.
pub fn page(text: &str) -> Vec<u8> {
    let drawing = format!("BT /F1 12 Tf 40 780 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{drawing}\nendstream", drawing.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(format!("{:010} 00000 n \n", file.len()));
        let numbered = [&(index + 1).to_string(), " 0 obj\n", object, "\nendobj\n"];
        file.extend(numbered);
    }
    let start = file.len();
    let count = objects.len() + 1;
    let table = offsets.concat();
    let xref = format!("xref\n0 {count}\n0000000000 65535 f \n{table}");
    let trailer = format!("trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    file.extend([xref, trailer]);
    file.into_bytes()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_cross_reference_table_points_at_the_objects() {
        let file = String::from_utf8(super::page("a_b.pdf")).unwrap();
        assert!(file.starts_with("%PDF-1.4\n") && file.ends_with("%%EOF\n"));
        let offset: usize =
            file.split("startxref\n").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
        assert!(file[offset..].starts_with("xref\n0 6\n"));
        let first: usize = file[offset..].lines().nth(3).unwrap()[..10].parse().unwrap();
        assert!(file[first..].starts_with("1 0 obj\n"));
    }
}
