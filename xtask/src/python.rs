//! Python and the packages of one folder: a virtual environment that agrees with its `requirements.txt`.
//!
//! What enters: a folder with a `requirements.txt`. What leaves: the environment's Python, or a sentence. A second run
//! costs nothing and works offline.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{Step, minutes};
use crate::place::Place;

/// Makes the environment in the build folder if it is not there yet.
pub(crate) fn ensure(place: &Place, folder: &Path) -> Result<PathBuf, String> {
    let asked = folder.join("requirements.txt");
    let wanted = fs::read_to_string(&asked).map_err(|why| format!("{} can't be read: {why}", asked.display()))?;
    let environment = place.target.join("python");
    let python = environment.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    // Written last, so that an installation that was cut is made anew.
    let installed = environment.join("installed.txt");
    if python.exists() && fs::read_to_string(&installed).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    let maker = if cfg!(windows) { "python" } else { "python3" };
    Step::new(maker, &place.root)
        .args(["-m", "venv", "--clear"])
        .args([&environment])
        .limit(minutes(5))
        .run()
        .done()?;
    Step::new(&python, &place.root)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
        .args([&asked])
        .limit(minutes(10))
        .run()
        .done()?;
    fs::write(&installed, wanted).map_err(|why| format!("{} can't be written: {why}", installed.display()))?;
    Ok(python)
}
