//! AWS's event stream, written: lengths, headers, payload and two checksums.

use serde_json::Value;

/// One message of a type (`event` or `exception`) and a name.
pub(crate) fn event_stream(message_type: &str, name: &str, payload: &Value) -> Vec<u8> {
    let of = if message_type == "event" {
        ":event-type"
    } else {
        ":exception-type"
    };
    let mut headers = Vec::new();
    for (key, value) in [
        (":message-type", message_type),
        (of, name),
        (":content-type", "application/json"),
    ] {
        headers.push(u8::try_from(key.len()).unwrap());
        headers.extend(key.as_bytes());
        // 7 is text.
        headers.push(7);
        headers.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
        headers.extend(value.as_bytes());
    }
    let payload = payload.to_string().into_bytes();
    let mut message = Vec::new();
    let whole = u32::try_from(16 + headers.len() + payload.len()).unwrap();
    message.extend(whole.to_be_bytes());
    message.extend(u32::try_from(headers.len()).unwrap().to_be_bytes());
    message.extend(crc32(&message).to_be_bytes());
    message.extend(headers);
    message.extend(payload);
    message.extend(crc32(&message).to_be_bytes());
    message
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    !crc
}
