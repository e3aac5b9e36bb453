//! Whether somebody shows the icons of the tray.
//!
//! On Linux an icon can be made where no desktop shows it, as on GNOME without its extension: a window that is hidden
//! there could not be had back by it. The desktop's side says on the session bus whether it is there.

/// Asks; not on the main thread. False where nobody answers.
#[cfg(target_os = "linux")]
pub(crate) fn is_there() -> bool {
    use webkit2gtk::gio;

    gio::bus_get_sync(gio::BusType::Session, gio::Cancellable::NONE).is_ok_and(|bus| linux::is_on(&bus))
}

/// Elsewhere the system itself does.
#[cfg(not(target_os = "linux"))]
pub(crate) fn is_there() -> bool {
    true
}

#[cfg(target_os = "linux")]
mod linux {
    use webkit2gtk::gio::{Cancellable, DBusCallFlags, DBusConnection};
    use webkit2gtk::glib::{Variant, prelude::*};

    const WATCHER: &str = "org.kde.StatusNotifierWatcher";
    /// A window that is closed waits for the answer, in milliseconds.
    const PATIENCE: i32 = 500;

    pub(super) fn is_on(bus: &DBusConnection) -> bool {
        bus.call_sync(
            Some(WATCHER),
            "/StatusNotifierWatcher",
            "org.freedesktop.DBus.Properties",
            "Get",
            Some(&(WATCHER, "IsStatusNotifierHostRegistered").to_variant()),
            None,
            DBusCallFlags::NO_AUTO_START,
            PATIENCE,
            Cancellable::NONE,
        )
        .is_ok_and(|reply| says_yes(&reply))
    }

    /// The answer is one value in a box.
    fn says_yes(reply: &Variant) -> bool {
        reply
            .try_child_value(0)
            .and_then(|boxed| boxed.as_variant())
            .and_then(|value| value.get::<bool>())
            .unwrap_or(false)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn only_a_yes_is_one() {
            let boxed = |value: &Variant| Variant::tuple_from_iter([Variant::from_variant(value)]);
            assert!(says_yes(&boxed(&true.to_variant())));
            assert!(!says_yes(&boxed(&false.to_variant())));
            assert!(!says_yes(&boxed(&"true".to_variant())));
            assert!(!says_yes(&Variant::tuple_from_iter([true.to_variant()])));
            assert!(!says_yes(&true.to_variant()));
            assert!(!says_yes(&().to_variant()));
        }
    }
}
