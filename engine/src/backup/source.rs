//! The bytes of a file, unpacked if need be: never more of them than it may have, nor more of one row.

use super::problem::Problem;
use flate2::read::MultiGzDecoder;
use std::{
    cell::Cell,
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
    rc::Rc,
};

/// Bytes of one row, or of a key: far more than a product with all its texts, and little enough to be held.
pub(super) const LONGEST_ROW: u64 = 8 * 1024 * 1024;
/// However often the same words stand in a backup, packing makes it hardly thirty times smaller.
const MOST_PACKED: u64 = 200;
/// So much may come out of any packed file.
const UNSUSPICIOUS: u64 = 16 * 1024 * 1024;
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// How many bytes were read since the last row ended.
#[derive(Clone, Debug, Default)]
pub(super) struct OfRow(Rc<Cell<u64>>);

impl OfRow {
    /// A row has ended.
    pub(super) fn end(&self) {
        self.0.set(0);
    }

    pub(super) fn is_too_long(&self) -> bool {
        self.0.get() > LONGEST_ROW
    }

    fn add(&self, bytes: u64) {
        self.0.set(self.0.get().saturating_add(bytes));
    }
}

/// The content of a file that has, unpacked, at most `limit` bytes.
pub(super) fn open(path: &Path, limit: u64, of_row: OfRow) -> Result<Box<dyn Read>, Problem> {
    let mut file = File::open(path).map_err(|_| Problem::Unreadable)?;
    let length = file.metadata().map_err(|_| Problem::Unreadable)?.len();
    if length > limit {
        return Err(Problem::TooLarge { limit });
    }
    let mut magic = [0; 2];
    let packed = file.read_exact(&mut magic).is_ok() && magic == GZIP;
    file.seek(SeekFrom::Start(0)).map_err(|_| Problem::Unreadable)?;
    Ok(match packed {
        true => Box::new(Limited {
            inner: MultiGzDecoder::new(BufReader::new(file)),
            left: limit.min(length.saturating_mul(MOST_PACKED).max(UNSUSPICIOUS)),
            of_row,
        }),
        false => Box::new(Limited {
            inner: file,
            left: limit,
            of_row,
        }),
    })
}

/// Ends with an error what unpacks to more than it may.
struct Limited<R> {
    inner: R,
    left: u64,
    of_row: OfRow,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let bytes = u64::try_from(read).unwrap_or(u64::MAX);
        let too_large = || io::Error::from(io::ErrorKind::FileTooLarge);
        self.left = self.left.checked_sub(bytes).ok_or_else(too_large)?;
        self.of_row.add(bytes);
        if self.of_row.is_too_long() {
            return Err(too_large());
        }
        Ok(read)
    }
}
