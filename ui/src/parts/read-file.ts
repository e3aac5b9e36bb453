/** A chosen file's text. */
export async function readText(file: File): Promise<string> {
  return String(await result(file, (reader) => reader.readAsText(file)));
}

/** A chosen file's bytes. Rejects for what can't be read, as a folder that was dropped. */
export async function readBytes(file: File): Promise<Uint8Array> {
  return new Uint8Array((await result(file, (reader) => reader.readAsArrayBuffer(file))) as ArrayBuffer);
}

function result(file: File, begin: (reader: FileReader) => void): Promise<string | ArrayBuffer | null> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error ?? new Error(file.name));
    begin(reader);
  });
}
