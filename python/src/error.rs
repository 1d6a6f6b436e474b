//! The exceptions of the extension.
//!
//! In: an error of the library. Out: an exception with its message, the file it names and the exit code of the
//! command. It handles none.

use copydesk::Error;
use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;

create_exception!(
    copydesk,
    CopydeskError,
    PyException,
    "Why a call could not go on. `code` is the exit code of the command, `file` the file or None."
);
create_exception!(copydesk, UsageError, CopydeskError, "Wrong arguments or settings. `code` is 2.");
create_exception!(
    copydesk,
    OutputError,
    CopydeskError,
    "The output cannot be written. `code` is 3 or 4."
);
create_exception!(
    copydesk,
    DamagedError,
    CopydeskError,
    "A learned state, an index or a row is damaged or of another version. `code` is 5."
);
create_exception!(
    copydesk,
    NoDocumentsError,
    CopydeskError,
    "There is nothing to work on. `code` is 6."
);

/// Adds the exceptions to the module.
pub fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("CopydeskError", py.get_type::<CopydeskError>())?;
    module.add("UsageError", py.get_type::<UsageError>())?;
    module.add("OutputError", py.get_type::<OutputError>())?;
    module.add("DamagedError", py.get_type::<DamagedError>())?;
    module.add("NoDocumentsError", py.get_type::<NoDocumentsError>())
}

/// The exception for an error.
pub fn raised(py: Python<'_>, error: &Error) -> PyErr {
    let message = error.to_string();
    let exception = match error.exit_code() {
        2 => UsageError::new_err(message),
        3 | 4 => OutputError::new_err(message),
        5 => DamagedError::new_err(message),
        6 => NoDocumentsError::new_err(message),
        _ => CopydeskError::new_err(message),
    };
    let file = match error {
        Error::Configuration { path, .. }
        | Error::Input { path, .. }
        | Error::Output { path, .. }
        | Error::ForeignOutput { path }
        | Error::ForeignFile { path, .. }
        | Error::Destination { path, .. }
        | Error::Locked { path }
        | Error::Damaged { path, .. } => Some(path.display().to_string()),
        _ => None,
    };
    let value = exception.value(py);
    // An exception without these attributes is still the right one.
    let _ = value.setattr("code", error.exit_code());
    let _ = value.setattr("file", file);
    exception
}

/// Does work without the GIL, on so many threads that end with it.
pub fn on_threads<T: Send>(
    py: Python<'_>,
    threads: usize,
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> PyResult<T> {
    let result = py.detach(|| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        match pool {
            Ok(pool) => pool.install(work),
            Err(error) => Err(Error::Usage(format!("cannot start {threads} threads: {error}"))),
        }
    });
    result.map_err(|error| raised(py, &error))
}
