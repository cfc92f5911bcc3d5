//! A logo: which pictures are taken, judged by their bytes and never by their name. Pure.

use imagesize::ImageType;

pub const LARGEST_LOGO: usize = 512 * 1024;
const SMALLEST_SIDE: usize = 16;
const LARGEST_SIDE: usize = 4000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Png,
    Jpeg,
    Webp,
}

impl Format {
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

/// A picture that may be stored and served.
#[derive(Debug, Clone)]
pub struct Logo {
    pub bytes: Vec<u8>,
    pub format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LogoProblem {
    #[error("Choose a picture.")]
    Missing,
    #[error("This picture is larger than 512 kB. Choose a smaller one.")]
    TooLarge,
    #[error("SVG files can carry scripts, so they are not taken. Save the logo as PNG, JPEG or WebP.")]
    Svg,
    #[error("Choose a PNG, JPEG or WebP picture.")]
    Format,
    #[error("This picture is damaged. Save it again and choose the new file.")]
    Damaged,
    #[error("Choose a picture between {SMALLEST_SIDE} and {LARGEST_SIDE} pixels wide and high.")]
    Dimensions,
}

impl Logo {
    pub fn parse(bytes: Vec<u8>) -> Result<Self, LogoProblem> {
        if bytes.is_empty() {
            return Err(LogoProblem::Missing);
        }
        if bytes.len() > LARGEST_LOGO {
            return Err(LogoProblem::TooLarge);
        }
        if looks_like_svg(&bytes) {
            return Err(LogoProblem::Svg);
        }
        let format = match imagesize::image_type(&bytes) {
            Ok(ImageType::Png) => Format::Png,
            Ok(ImageType::Jpeg) => Format::Jpeg,
            Ok(ImageType::Webp) => Format::Webp,
            _ => return Err(LogoProblem::Format),
        };
        let size = imagesize::blob_size(&bytes).map_err(|_| LogoProblem::Damaged)?;
        let sane = SMALLEST_SIDE..=LARGEST_SIDE;
        if !sane.contains(&size.width) || !sane.contains(&size.height) {
            return Err(LogoProblem::Dimensions);
        }
        Ok(Self { bytes, format })
    }
}

fn looks_like_svg(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_lowercase();
    let start = start.trim_start_matches('\u{feff}').trim_start();
    start.starts_with("<svg") || (start.starts_with('<') && start.contains("<svg"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The head of a PNG: enough to tell its size.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        [head, width.to_be_bytes().to_vec(), height.to_be_bytes().to_vec(), vec![8, 6, 0, 0, 0]].concat()
    }

    fn problem(bytes: Vec<u8>) -> Option<LogoProblem> {
        Logo::parse(bytes).err()
    }

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        assert_eq!(Logo::parse(png(64, 64)).map(|l| l.format), Ok(Format::Png));
        assert_eq!(
            problem(b"<?xml version=\"1.0\"?>\n<!-- x --><svg onload=\"x\">".to_vec()),
            Some(LogoProblem::Svg)
        );
        assert_eq!(problem(b"\xef\xbb\xbf <SVG>".to_vec()), Some(LogoProblem::Svg));
        assert_eq!(problem(b"<html><script>".to_vec()), Some(LogoProblem::Format));
        assert_eq!(problem(b"GIF89a\x40\0\x40\0".to_vec()), Some(LogoProblem::Format));
        assert_eq!(problem(Vec::new()), Some(LogoProblem::Missing));
    }

    #[test]
    fn sizes_are_limited() {
        assert_eq!(problem(png(64, 4001)), Some(LogoProblem::Dimensions));
        assert_eq!(problem(png(2, 64)), Some(LogoProblem::Dimensions));
        assert_eq!(problem(png(64, 64)[..17].to_vec()), Some(LogoProblem::Damaged));
        let heavy = [png(64, 64), vec![0; LARGEST_LOGO]].concat();
        assert_eq!(problem(heavy), Some(LogoProblem::TooLarge));
    }
}
