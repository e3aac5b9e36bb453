/** What the mock's core fetches for an image: a small picture, or a refusal where the address says "missing". */
import { sentence } from "./data";

export function fetchImage(url: string): string {
  if (url.includes("missing")) {
    throw {
      code: "not_found",
      message: sentence("{host} does not give this image out ({status}).", { host: new URL(url).host, status: "404" }),
      details: null,
    };
  }
  return PICTURE;
}

const PICTURE =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAGAAAAAwCAMAAADZyI/9AAAAD1BMVEXq8/ANZVcAAADW6OINZVeKV5vwAAAAnUlEQVR42u3XSw6AIAwE0Dad+59Zo5sahGocDGhnSQhvwSeMiIu59BhPIIE3AAC6phOALbqHDwAHYCOIAFAAK8EDcAroJeDKJL8oPEY6mqgCSgHQAHQGAE1AxwcQAPp7ACGgnwcCrLKox569pgnEGx4C9ntAAsDGB6QJ2AyANIBJ/kUmFYDYCU4BbukoAH6rOQCdahPvcmWzTODG+AKqzR628Mnf2gAAAABJRU5ErkJggg==";
