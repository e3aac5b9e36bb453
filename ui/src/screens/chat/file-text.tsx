/** The whole text of a file, asked for when it is opened. */
import { useEffect, useState } from "react";
import { useText } from "../../i18n/text";
import { type ApiError, commands, type FileView, toError } from "../../ipc";
import { CopyButton } from "../../parts/copy-button";
import { ErrorNote } from "../../parts/error-note";
import { LongText } from "../../parts/long-text";

export function FileText({ file }: { file: FileView }) {
  const t = useText();
  const [text, setText] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const { blob } = file;
  useEffect(() => {
    let wanted = true;
    commands.attachmentText(blob).then(
      (whole) => wanted && setText(whole),
      (thrown: unknown) => wanted && setError(toError(thrown)),
    );
    return () => {
      wanted = false;
    };
  }, [blob]);
  return (
    <figure data-testid="file-text" className="mt-1.5 overflow-hidden rounded-md border border-line bg-side text-sm">
      {error !== null ? (
        <ErrorNote error={error} className="p-3" />
      ) : text === null ? (
        <p className="skeleton m-3 h-4 w-1/2" />
      ) : (
        <>
          <figcaption className="flex min-h-8 items-center justify-between pl-3 text-xs text-soft">
            {file.language ?? t.attach.kinds[file.pages === null ? "text" : "pdf"]}
            <CopyButton compact text={text} label={t.copy} />
          </figcaption>
          <div dir={file.language === null ? "auto" : "ltr"} className="max-h-[40vh] overflow-auto px-3 pb-2">
            <LongText text={text} mono={file.pages === null} />
          </div>
        </>
      )}
    </figure>
  );
}
