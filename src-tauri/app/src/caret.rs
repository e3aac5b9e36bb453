//! The caret of a field in which nobody writes blinks slowly. GTK's own fields let it rest; WebKit's blinks for as long
//! as the field has the focus, and each time the window is drawn for several frames. It can't be told to rest: with
//! `gtk-cursor-blink` off, WebKitGTK draws without a pause.

use std::cell::RefCell;
use std::rc::Rc;

use gtk::glib::{self, Propagation, SourceId};
use gtk::prelude::{GtkSettingsExt as _, WidgetExt as _};
use webkit2gtk::WebView;

/// Milliseconds from one appearance of a caret to the next, while nobody writes.
const SLOW: i32 = 4_000;
/// The same for who wants none that blinks: a day.
const NEVER: i32 = 86_400_000;

/// Watches whether anybody writes. After how long it becomes slow is the desktop's own setting, for when a caret rests.
pub(crate) fn calm(view: &WebView) {
    let Some(settings) = gtk::Settings::default() else {
        return;
    };
    if !settings.is_gtk_cursor_blink() {
        settings.set_gtk_cursor_blink_time(NEVER);
        settings.set_gtk_cursor_blink(true);
        return;
    }
    let caret = Rc::new(Caret {
        time: settings.gtk_cursor_blink_time(),
        settings,
        end: RefCell::default(),
    });
    wake(&caret);
    let keys = Rc::clone(&caret);
    view.connect_key_press_event(move |_, _| {
        wake(&keys);
        Propagation::Proceed
    });
    let buttons = Rc::clone(&caret);
    view.connect_button_press_event(move |_, _| {
        wake(&buttons);
        Propagation::Proceed
    });
    view.connect_focus_in_event(move |_, _| {
        wake(&caret);
        Propagation::Proceed
    });
}

struct Caret {
    settings: gtk::Settings,
    /// The desktop's own, in milliseconds.
    time: i32,
    /// What ends its blinking as usual.
    end: RefCell<Option<SourceId>>,
}

/// As usual from now on, for a while.
fn wake(caret: &Rc<Caret>) {
    if let Some(end) = caret.end.take() {
        end.remove();
    }
    set(&caret.settings, caret.time);
    let seconds = u32::try_from(caret.settings.gtk_cursor_blink_timeout()).unwrap_or(10);
    let slower = Rc::clone(caret);
    let end = glib::timeout_add_seconds_local_once(seconds.max(1), move || {
        slower.end.take();
        set(&slower.settings, SLOW.max(slower.time));
    });
    caret.end.replace(Some(end));
}

/// Telling the page what it knows already is dear.
fn set(settings: &gtk::Settings, time: i32) {
    if settings.gtk_cursor_blink_time() != time {
        settings.set_gtk_cursor_blink_time(time);
    }
}
