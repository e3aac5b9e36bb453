/** A picture, large: Escape closes, the arrows go to the others of its message. One at a time, opened from anywhere. */
import { Dialog } from "@base-ui/react/dialog";
import { ChevronLeft, ChevronRight, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { create } from "zustand";
import { useText } from "../../i18n/text";
import { type ApiError, type AttachmentView, commands, type PartView, toError } from "../../ipc";
import { IconButton } from "../../parts/button";
import { ErrorNote } from "../../parts/error-note";
import { Named } from "../../parts/named";
import { visibleLine } from "../../parts/visible";
import { useCore } from "../../state/store";

const useViewer = create<{ pictures: readonly AttachmentView[]; at: number; open: boolean }>(() => ({
  pictures: [],
  at: 0,
  open: false,
}));

/** Opens it among the pictures of its message; one that is not sent yet stands alone. */
export function openPicture(picture: AttachmentView): void {
  const messages = Object.values(useCore.getState().open).flatMap((view) => view?.messages ?? []);
  const of = (parts: readonly PartView[]) =>
    parts.flatMap((part) => (part.type === "attachment" && part.attachment.kind === "image" ? [part.attachment] : []));
  const found = messages.map((message) => of(message.parts)).find((all) => all.some((one) => one.id === picture.id));
  const pictures = found ?? [picture];
  useViewer.setState({ pictures, at: pictures.findIndex((one) => one.id === picture.id), open: true });
}

export function PictureViewer() {
  const t = useText();
  const { pictures, at, open } = useViewer();
  const popup = useRef<HTMLDivElement>(null);
  const shown = pictures[at];
  const go = (by: number) => useViewer.setState({ at: (at + by + pictures.length) % pictures.length });
  return (
    <Dialog.Root open={open} onOpenChange={(next) => useViewer.setState({ open: next })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Popup
          ref={popup}
          data-testid="picture-viewer"
          initialFocus={popup}
          onKeyDown={(event) => {
            if (pictures.length > 1 && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
              event.preventDefault();
              go(event.key === "ArrowRight" ? 1 : -1);
            }
          }}
          className="appear fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100vh-32px)] max-w-[calc(100vw-32px)] min-w-64 -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-lg bg-raised shadow-float outline-none"
        >
          <div className="flex items-center gap-2 py-1.5 pr-1.5 pl-4">
            <Dialog.Title className="min-w-0 flex-1 truncate font-medium">
              <Named>{shown?.name ?? t.attach.picture}</Named>
            </Dialog.Title>
            {pictures.length > 1 ? (
              <>
                <IconButton label={t.attach.previousPicture} data-testid="picture-previous" onClick={() => go(-1)}>
                  <ChevronLeft size={16} aria-hidden="true" />
                </IconButton>
                <span data-testid="picture-place" className="text-sm text-soft tabular-nums">
                  {at + 1} / {pictures.length}
                </span>
                <IconButton label={t.attach.nextPicture} data-testid="picture-next" onClick={() => go(1)}>
                  <ChevronRight size={16} aria-hidden="true" />
                </IconButton>
              </>
            ) : null}
            <Dialog.Close
              render={
                <IconButton label={t.attach.closePicture} data-testid="picture-close">
                  <X size={16} aria-hidden="true" />
                </IconButton>
              }
            />
          </div>
          {shown === undefined ? null : <Large key={shown.id} picture={shown} />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The small one stands in while the large one comes, in the place of the large one. */
function Large({ picture }: { picture: AttachmentView }) {
  const [url, setUrl] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const { file } = picture;
  const blob = file?.blob ?? "";
  useEffect(() => {
    let wanted = true;
    commands.attachmentImage(blob).then(
      (address) => wanted && setUrl(address),
      (thrown: unknown) => wanted && setError(toError(thrown)),
    );
    return () => {
      wanted = false;
    };
  }, [blob]);
  return error !== null ? (
    <ErrorNote error={error} className="p-4" />
  ) : (
    <img
      data-testid={url === null ? "picture-small" : "picture-large"}
      src={url ?? file?.thumbnail ?? undefined}
      alt={visibleLine(picture.name)}
      width={file?.width ?? undefined}
      height={file?.height ?? undefined}
      className="min-h-0 w-auto max-w-full bg-white object-contain"
    />
  );
}
