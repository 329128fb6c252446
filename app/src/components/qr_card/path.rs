//! A QR code as the path of an SVG.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// The white border that a camera needs, in modules.
const QUIET_ZONE: usize = 4;

/// A QR code ready to be shown: one path in a square view box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Drawing {
    /// The width and the height of the view box.
    pub(super) side: usize,
    /// The dark modules, one rectangle for each run of them.
    pub(super) path: String,
}

/// Draws `text`; `None` if it is longer than a QR code can hold.
pub(super) fn draw(text: &str) -> Option<Drawing> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let width = code.width();
    let modules = code.to_colors();
    let mut path = String::new();
    for (row, line) in modules.chunks(width).enumerate() {
        let mut column = 0;
        for run in line.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                let (x, y, length) = (column + QUIET_ZONE, row + QUIET_ZONE, run.len());
                // Writing to a string cannot fail.
                let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
            }
            column += run.len();
        }
    }
    Some(Drawing { side: width + 2 * QUIET_ZONE, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawing_keeps_the_quiet_zone_and_begins_with_the_finder() {
        let drawing = draw("otpauth://totp/a:b?secret=JBSWY3DPEHPK3PXP").expect("short enough");
        assert!(drawing.path.starts_with("M4 4h7v1h-7z"));
        assert_eq!((drawing.side - 2 * QUIET_ZONE) % 4, 1, "a QR code has 17 + 4 n modules");
    }

    #[test]
    fn too_long_a_text_gives_no_drawing() {
        assert_eq!(draw(&"x".repeat(4000)), None);
    }
}
