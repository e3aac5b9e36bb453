//! The desktop that the other tests stand on is what they take it for.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::time::Duration;

use crate::support::desktop::{Desk, Keychain, Plan};

#[test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
fn offline_is_offline() {
    let interfaces = std::fs::read_to_string("/proc/net/dev").unwrap();
    let names: Vec<&str> = interfaces
        .lines()
        .skip(2)
        .filter_map(|line| line.split(':').next())
        .map(str::trim)
        .collect();
    assert_eq!(names, ["lo"], "only loopback is there");
    let outside = TcpStream::connect_timeout(&([192, 0, 2, 1], 443).into(), Duration::from_secs(2));
    assert!(outside.is_err(), "nothing outside can be reached");
    assert!(TcpListener::bind("127.0.0.1:0").is_ok(), "loopback is up");
}

#[test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
fn the_keychain_keeps_what_it_is_given() {
    let desk = Desk::open(Keychain::Unlocked);
    let mut store = desk
        .command("secret-tool")
        .args(["store", "--label", "x", "service", "desk.test", "username", "ada"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    store.stdin.take().unwrap().write_all(b"a secret of the desk").unwrap();
    assert!(store.wait().unwrap().success());
    let found = desk.secrets("service", "desk.test");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].value, "a secret of the desk");
    assert_eq!(found[0].attributes["username"], "ada");
    assert_eq!(desk.secrets("service", "another.service"), []);
}

#[test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
fn a_desk_without_a_keychain_has_none() {
    let desk = Desk::open(Keychain::None);
    let wait = desk
        .command("gdbus")
        .args(["wait", "--session", "--timeout", "1", "org.freedesktop.secrets"])
        .status();
    assert!(!wait.unwrap().success(), "nothing answers for the keychain");
    assert_eq!(desk.secrets("service", "desk.test"), []);
}

#[test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
fn a_web_link_reaches_the_robot_and_its_answer_reaches_a_handler() {
    let desk = Desk::open(Keychain::None);
    // A page that asks for consent as ours does, and answers as ours does: with a redirect to the private scheme.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| answer(&stream)));
    // A handler for the private scheme that only notes the link.
    let noted = desk.path("noted");
    let script = format!("printf %s \"$1\" > '{0}.part' && mv '{0}.part' '{0}'", noted.display());
    std::fs::write(desk.path("noter.sh"), script).unwrap();
    let entry = format!(
        "[Desktop Entry]\nType=Application\nName=Noter\nExec=sh \"{}\" %u\n\
         MimeType=x-scheme-handler/dev.lanyard.desktop;\n",
        desk.path("noter.sh").display()
    );
    std::fs::write(desk.path("data/applications/noter.desktop"), entry).unwrap();
    desk.run(
        "update-desktop-database",
        &[desk.path("data/applications").to_str().unwrap()],
    );
    desk.browse(&Plan::approve("ada"));
    desk.xdg_open(&format!("http://127.0.0.1:{port}/authorize?state=abc"));
    let left = desk.robot_notes("left", 0);
    assert_eq!(left["link"], "dev.lanyard.desktop:/oauth/callback?code=c&state=abc");
    let until = std::time::Instant::now() + Duration::from_secs(30);
    while !noted.exists() {
        assert!(
            std::time::Instant::now() < until,
            "the link never reached its handler; journal: {:#?}",
            desk.journal()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(
        std::fs::read_to_string(noted).unwrap(),
        "dev.lanyard.desktop:/oauth/callback?code=c&state=abc"
    );
}

/// One request of the page above: the form, or the answer to it.
fn answer(mut stream: &TcpStream) {
    use std::io::{BufRead as _, BufReader};
    let mut first = String::new();
    let mut lines = BufReader::new(stream);
    let _ = lines.read_line(&mut first);
    let mut line = String::from("-");
    while !line.trim().is_empty() {
        line.clear();
        if lines.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
    }
    let page = "<form method=post action=/decide><button name=decision value=allow>Allow</button></form>";
    let answer = if first.starts_with("POST /decide") {
        "HTTP/1.1 303 See Other\r\nLocation: dev.lanyard.desktop:/oauth/callback?code=c&state=abc\r\n\
         Content-Length: 0\r\nConnection: close\r\n\r\n"
            .to_owned()
    } else {
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
            page.len()
        )
    };
    let _ = stream.write_all(answer.as_bytes());
}
