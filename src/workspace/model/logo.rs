//! A logo: which pictures are taken, judged by their bytes and never by their name, and
//! what is left out of them before they are stored. Pure.

use imagesize::ImageType;
use img_parts::Bytes;
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::Png;
use img_parts::riff::RiffContent;
use img_parts::webp::{self, WebP};

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
        let bytes = without_metadata(bytes.into(), format).ok_or(LogoProblem::Damaged)?;
        Ok(Self { bytes: bytes.to_vec(), format })
    }
}

/// A photo can tell where and when it was taken and by whom. Only what draws the picture
/// is kept, so that what nobody has thought of yet goes too.
fn without_metadata(bytes: Bytes, format: Format) -> Option<Bytes> {
    match format {
        Format::Png => png_that_draws(bytes),
        Format::Jpeg => jpeg_that_draws(bytes),
        Format::Webp => webp_that_draws(bytes),
    }
}

/// Pixels, colours, transparency and animation.
const PNG_CHUNKS: [&[u8; 4]; 16] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT",
    b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

fn png_that_draws(bytes: Bytes) -> Option<Bytes> {
    let mut png = Png::from_bytes(bytes).ok()?;
    png.chunks_mut().retain(|chunk| PNG_CHUNKS.contains(&&chunk.kind()));
    Some(png.encoder().bytes())
}

fn jpeg_that_draws(bytes: Bytes) -> Option<Bytes> {
    let mut jpeg = Jpeg::from_bytes(bytes).ok()?;
    jpeg.segments_mut().retain(draws);
    let last = jpeg.segments().last()?;
    let scans = last.len_with_entropy() - last.len();
    let mut bytes = jpeg.encoder().bytes();
    // Cameras put more behind the end of the picture: another one, with metadata of its own.
    let start = bytes.len() - scans;
    if let Some(end) = bytes[start..].windows(2).position(|two| two == [markers::P, markers::EOI]) {
        bytes.truncate(start + end + 2);
    }
    Some(bytes)
}

fn draws(segment: &JpegSegment) -> bool {
    let is_for_programs = matches!(segment.marker(), markers::APP0..=markers::APP15 | markers::COM);
    let tells_colours = match segment.marker() {
        markers::APP0 => segment.contents().starts_with(b"JFIF\0"),
        markers::APP2 => segment.contents().starts_with(b"ICC_PROFILE\0"),
        markers::APP14 => segment.contents().starts_with(b"Adobe"),
        _ => false,
    };
    !is_for_programs || tells_colours
}

const WEBP_CHUNKS: [[u8; 4]; 7] = [
    webp::CHUNK_VP8X,
    webp::CHUNK_VP8,
    webp::CHUNK_VP8L,
    webp::CHUNK_ALPH,
    webp::CHUNK_ANIM,
    webp::CHUNK_ANMF,
    webp::CHUNK_ICCP,
];
/// The two bits that announce EXIF and XMP.
const WEBP_METADATA: u8 = 0b0000_1100;

fn webp_that_draws(bytes: Bytes) -> Option<Bytes> {
    let mut webp = WebP::from_bytes(bytes).ok()?;
    webp.chunks_mut().retain(|chunk| WEBP_CHUNKS.contains(&chunk.id()));
    for chunk in webp.chunks_mut().iter_mut().filter(|chunk| chunk.id() == webp::CHUNK_VP8X) {
        if let RiffContent::Data(data) = chunk.content_mut() {
            let mut flags = data.to_vec();
            flags.iter_mut().take(1).for_each(|first| *first &= !WEBP_METADATA);
            *data = flags.into();
        }
    }
    Some(webp.encoder().bytes())
}

fn looks_like_svg(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_lowercase();
    let start = start.trim_start_matches('\u{feff}').trim_start();
    start.starts_with("<svg") || (start.starts_with('<') && start.contains("<svg"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use img_parts::png::PngChunk;

    /// The parts that a PNG can't do without, and one more.
    fn png_with(extra: PngChunk, width: u32, height: u32) -> Vec<u8> {
        let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
        let head = [size, vec![8, 6, 0, 0, 0]].concat();
        let chunk = |kind: &[u8; 4], bytes: Vec<u8>| PngChunk::new(*kind, bytes.into()).encoder().bytes();
        let signature = b"\x89PNG\r\n\x1a\n".to_vec();
        [signature.into(), chunk(b"IHDR", head), extra.encoder().bytes(), chunk(b"IEND", vec![])].concat()
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        png_with(PngChunk::new(*b"IDAT", Bytes::from_static(b"pixels")), width, height)
    }

    #[test]
    fn a_picture_keeps_only_what_draws_it() {
        let told = png_with(PngChunk::new(*b"tEXt", Bytes::from_static(b"Author\0Ann Lee")), 64, 64);
        let logo = Logo::parse(told).unwrap();
        assert!(!holds(&logo.bytes, "Ann Lee") && holds(&logo.bytes, "IEND"));
        assert_eq!(Logo::parse(png(64, 64)).unwrap().bytes, png(64, 64));

        let vp8x = b"VP8X\x0a\0\0\0\x1c\0\0\0\x3f\0\0\x3f\0\0";
        let rest = b"VP8L\x06\0\0\0pixelsEXIF\x08\0\0\0Ann LeesXMP \x08\0\0\0Ann Lees";
        let size = u32::try_from(4 + vp8x.len() + rest.len()).unwrap().to_le_bytes();
        let logo = Logo::parse([b"RIFF", &size[..], b"WEBP", vp8x, rest].concat()).unwrap();
        assert_eq!(logo.format, Format::Webp);
        assert!(
            !holds(&logo.bytes, "Ann Lee") && !holds(&logo.bytes, "EXIF") && holds(&logo.bytes, "pixels")
        );
        assert_eq!(logo.bytes[20], 0x10, "the head no longer announces them");
    }

    fn holds(bytes: &[u8], words: &str) -> bool {
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    }

    /// The head of a PNG: enough to tell its size.
    fn png_head(width: u32, height: u32) -> Vec<u8> {
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
        assert_eq!(problem(png_head(64, 64)), Some(LogoProblem::Damaged));
        let heavy = [png(64, 64), vec![0; LARGEST_LOGO]].concat();
        assert_eq!(problem(heavy), Some(LogoProblem::TooLarge));
    }
}
