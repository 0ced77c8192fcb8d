//! A file system under SQLite that writes down what is written and synced in one directory, and passes everything on.
//!
//! The only unsafe code of the project, in a test: SQLite's interface to file systems is a table of C functions. Sound
//! because each function only casts the file that SQLite hands it to what `open` put there, and passes the pointers of
//! the call on to SQLite's own file system unchanged; the bytes of a write are copied out before it.
#![allow(unsafe_code)]

use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::mem::{align_of, size_of};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr::{null, null_mut};
use std::sync::{Mutex, OnceLock};

use rusqlite::ffi;

/// What was done to a file, by its name without the directory.
#[derive(Clone, PartialEq, Debug)]
pub enum Op {
    Write { file: String, at: usize, bytes: Vec<u8> },
    Truncate { file: String, size: usize },
    Sync { file: String },
    Delete { file: String },
}

/// What is recorded: of each directory, what was done in it.
static TAPES: Mutex<Vec<(PathBuf, Vec<Op>)>> = Mutex::new(Vec::new());
static REAL: OnceLock<Real> = OnceLock::new();

/// SQLite's own file system. It lives as long as the process and may be used by any thread.
struct Real(*mut ffi::sqlite3_vfs);
unsafe impl Send for Real {}
unsafe impl Sync for Real {}

/// Our part of an open file; SQLite's own file stands behind it.
#[repr(C)]
struct Taped {
    base: ffi::sqlite3_file,
    /// The name, or null where nothing is recorded.
    name: *mut PathBuf,
}

/// Begins to record what happens in this directory, from an empty tape.
pub fn record(directory: &Path) {
    REAL.get_or_init(install);
    let directory = directory.canonicalize().unwrap();
    let mut tapes = TAPES.lock().unwrap();
    tapes.retain(|(known, _)| *known != directory);
    tapes.push((directory, Vec::new()));
}

/// How much was done in this directory until now.
pub fn length(directory: &Path) -> usize {
    let directory = directory.canonicalize().unwrap();
    TAPES.lock().unwrap().iter().find(|(known, _)| *known == directory).map_or(0, |(_, ops)| ops.len())
}

/// Ends the record of a directory and gives it.
pub fn take(directory: &Path) -> Vec<Op> {
    let directory = directory.canonicalize().unwrap();
    let mut tapes = TAPES.lock().unwrap();
    let at = tapes.iter().position(|(known, _)| *known == directory).expect("it was recorded");
    tapes.swap_remove(at).1
}

fn note(path: &Path, op: impl FnOnce(String) -> Op) {
    let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else { return };
    if let Some((_, ops)) = TAPES.lock().unwrap().iter_mut().find(|(known, _)| known == directory) {
        ops.push(op(name.to_string_lossy().into_owned()));
    }
}

/// Puts our file system before SQLite's own.
fn install() -> Real {
    let real = unsafe { ffi::sqlite3_vfs_find(null()) };
    assert!(!real.is_null());
    let ours = unsafe {
        ffi::sqlite3_vfs {
            szOsFile: c_int::try_from(size_of::<Taped>()).unwrap() + (*real).szOsFile,
            pNext: null_mut(),
            zName: c"tape".as_ptr(),
            xOpen: Some(open),
            xDelete: Some(delete),
            ..*real
        }
    };
    // SQLite aligns files to eight bytes; theirs stands behind ours.
    assert!(align_of::<Taped>() <= 8 && size_of::<Taped>().is_multiple_of(8));
    let ours = Box::leak(Box::new(ours));
    let done = unsafe { ffi::sqlite3_vfs_register(ours, 1) };
    assert_eq!(done, ffi::SQLITE_OK);
    Real(real)
}

fn real() -> *mut ffi::sqlite3_vfs {
    REAL.get().map_or_else(null_mut, |real| real.0)
}

fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    Some(PathBuf::from(OsStr::from_bytes(unsafe { CStr::from_ptr(name) }.to_bytes())))
}

/// SQLite's own file behind ours.
unsafe fn inner(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    unsafe { file.cast::<Taped>().add(1).cast() }
}

unsafe fn note_file(file: *mut ffi::sqlite3_file, op: impl FnOnce(String) -> Op) {
    let name = unsafe { (*file.cast::<Taped>()).name };
    if let Some(path) = unsafe { name.as_ref() } {
        note(path, op);
    }
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    unsafe {
        (*file).pMethods = null();
        (*inner(file)).pMethods = null();
        let Some(real_open) = (*real()).xOpen else { return ffi::SQLITE_ERROR };
        let done = real_open(real(), name, inner(file), flags, out);
        let name = path_of(name).map_or(null_mut(), |path| Box::into_raw(Box::new(path)));
        (*file.cast::<Taped>()).name = name;
        // SQLite closes a file that has methods even when opening it failed.
        if !(*inner(file)).pMethods.is_null() {
            (*file).pMethods = &METHODS;
        } else if !name.is_null() {
            drop(Box::from_raw(name));
        }
        done
    }
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    if let Some(path) = path_of(name) {
        note(&path, |file| Op::Delete { file });
    }
    unsafe { (*real()).xDelete.map_or(ffi::SQLITE_ERROR, |it| it(real(), name, sync)) }
}

/// Calls the method of SQLite's own file.
macro_rules! pass {
    ($file:ident, $method:ident $(, $argument:expr)*) => {
        unsafe {
            let inner = inner($file);
            match (*(*inner).pMethods).$method {
                Some(method) => method(inner $(, $argument)*),
                None => ffi::SQLITE_ERROR,
            }
        }
    };
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let name = unsafe { std::mem::replace(&mut (*file.cast::<Taped>()).name, null_mut()) };
    if !name.is_null() {
        drop(unsafe { Box::from_raw(name) });
    }
    pass!(file, xClose)
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, to: *mut c_void, count: c_int, at: i64) -> c_int {
    pass!(file, xRead, to, count, at)
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, count: c_int, at: i64) -> c_int {
    let length = usize::try_from(count).unwrap_or(0);
    let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), length) }.to_vec();
    let start = usize::try_from(at).unwrap_or(0);
    unsafe { note_file(file, |file| Op::Write { file, at: start, bytes }) };
    pass!(file, xWrite, from, count, at)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    let to = usize::try_from(size).unwrap_or(0);
    unsafe { note_file(file, |file| Op::Truncate { file, size: to }) };
    pass!(file, xTruncate, size)
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    let done = pass!(file, xSync, flags);
    unsafe { note_file(file, |file| Op::Sync { file }) };
    done
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    pass!(file, xFileSize, size)
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    pass!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    pass!(file, xUnlock, level)
}

unsafe extern "C" fn is_reserved(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    pass!(file, xCheckReservedLock, out)
}

unsafe extern "C" fn control(file: *mut ffi::sqlite3_file, what: c_int, argument: *mut c_void) -> c_int {
    pass!(file, xFileControl, what, argument)
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    pass!(file, xSectorSize)
}

unsafe extern "C" fn characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    pass!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    pass!(file, xShmMap, page, size, extend, out)
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    pass!(file, xShmLock, offset, count, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    unsafe {
        let inner = inner(file);
        if let Some(method) = (*(*inner).pMethods).xShmBarrier {
            method(inner);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    pass!(file, xShmUnmap, delete)
}

/// Version 2: without reading by memory mapping, which the file does not use.
static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(is_reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};
