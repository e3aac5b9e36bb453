/** What the core says about files that are added to a message. */
export const files: Record<string, string> = {
  "This file is empty.": "这个文件是空的。",
  "This file is too large. A file may have up to 20 MB.": "这个文件太大。单个文件不能超过 20 MB。",
  "This file is damaged and can't be read.": "这个文件已损坏，无法读取。",
  "Reading this file takes too long, so it can't be added.": "读取这个文件耗时过长，无法添加。",
  "This image has too many pixels. An image may have up to 10,000 pixels a side.":
    "这张图片的像素过多。图片每边最多 10,000 像素。",
  "This image is damaged and can't be shown.": "这张图片已损坏，无法显示。",
  "This PDF is protected. Save a copy without a password, then add that.":
    "这个 PDF 受密码保护。请另存一份没有密码的副本，然后添加它。",
  "There is no text in this PDF: its pages are pictures. Add the pages as images.":
    "这个 PDF 中没有文字：它的页面都是图片。请将页面作为图片添加。",
  "This PDF is damaged and can't be read.": "这个 PDF 已损坏，无法读取。",
  "This is neither an image, a PDF nor text that can be read. If it is a text, save it as UTF-8.":
    "这既不是图片或 PDF，也不是可读取的文本。如果是文本，请另存为 UTF-8 编码。",
  "There is no text in this file.": "这个文件中没有文字。",
  "Images of this kind can't be read. Save it as PNG or JPEG, then add that.":
    "无法读取这种图片。请另存为 PNG 或 JPEG，然后添加它。",
  "Archives and documents of office programs can't be read. Save it as PDF or text, then add that.":
    "无法读取压缩包和办公软件的文档。请另存为 PDF 或文本，然后添加它。",
  "This file is not there any more.": "这个文件已经不在了。",
  "A message takes up to 10 files, of 100 MB together. Remove some of them.":
    "一条消息最多可添加 10 个文件，合计不超过 100 MB。请移除一些。",
  "The window could not hand over this file. Restart Lanyard, then try again.":
    "窗口未能交出这个文件。请重新启动 Lanyard 后重试。",
};
