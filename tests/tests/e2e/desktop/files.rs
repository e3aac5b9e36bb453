//! Files on their way through the real webview: as bytes over the bridge, drawn under the page's own policy, and dropped.

use serde_json::json;

use super::{enter_demo, sign_in};
use crate::support::desktop::{Desk, Keychain};

/// Hands the page a picture that it draws itself, and a file of 20 MB, in the way that the arguments say.
const HAND_OVER: &str = r#"
const [how, done] = arguments;
const canvas = document.createElement("canvas");
[canvas.width, canvas.height] = [600, 400];
canvas.getContext("2d").fillRect(0, 0, 300, 400);
canvas.toBlob((blob) => {
  const held = new DataTransfer();
  held.items.add(new File([blob], "half.txt", { type: "text/plain" }));
  if (how === "drop") {
    const event = { dataTransfer: held, bubbles: true, cancelable: true };
    window.dispatchEvent(new DragEvent("dragenter", event));
    const shown = new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    shown.then(() => {
      const target = document.querySelector("[data-testid=drop-target]") !== null;
      window.dispatchEvent(new DragEvent("drop", event));
      done(target);
    });
    return;
  }
  held.items.add(new File(["All of it.\n".repeat(1_900_000)], "large.txt"));
  held.items.add(new File([new Uint8Array([77, 90, 0, 255])], "setup.png", { type: "image/png" }));
  const input = document.querySelector("[data-testid=attach-input]");
  input.files = held.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  done(true);
});
"#;

/// How wide the first such picture came out: nothing that the policy of the page refuses has a width.
const DRAWN: &str = r"
const [where, done] = arguments;
const image = document.querySelector(where);
image.decode().then(() => done(image.naturalWidth), (why) => done(String(why)));
";

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn files_are_added_sent_and_shown() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    enter_demo(app.page()).await;
    sign_in(&app).await;
    let page = app.page();
    assert_eq!(page.promise(HAND_OVER, json!(["pick"])).await, json!(true));
    page.see("attachment[data-kind=image]").await;
    page.see("attachment[data-kind=text]").await;
    page.read("attachment-refused", "setup.png").await;
    assert_eq!(page.promise(HAND_OVER, json!(["drop"])).await, json!(true));
    page.wait_count("attachment[data-kind=image]", 2).await;
    page.fill("composer", "What is this?").await;
    page.click("send").await;
    page.see("message-assistant[data-end=complete]").await;
    page.read("message-assistant", "can't look at pictures").await;
    // After a reload all of it comes from the disk.
    page.reload().await;
    page.click("conversation-row").await;
    let small = "[data-testid=message-user] [data-testid=picture] img";
    page.see("message-user").await;
    assert_eq!(page.promise(DRAWN, json!([small])).await, json!(320));
    page.click("picture").await;
    page.see("picture-viewer").await;
    let large = "[data-testid=picture-large]";
    page.see("picture-large").await;
    assert_eq!(page.promise(DRAWN, json!([large])).await, json!(600));
    page.press("picture-viewer", "\u{e00c}").await;
    page.gone("picture-viewer").await;
    page.click("attachment-toggle").await;
    page.read("file-text", "All of it.").await;
}
