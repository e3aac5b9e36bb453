/** Conversations. */
export const conversations: Readonly<Record<string, string>> = {
  "Write a title first.": "请先输入标题。",
  "Write a message first.": "请先输入消息。",
  "This message is too long. Send it in parts of less than 1 MB.": "消息太长。请分成小于 1 MB 的几部分发送。",
  "There is no model to answer. Add one in Settings; your text is kept.":
    "没有可以回答的模型。请在设置中添加；你输入的内容已保留。",
  "This conversation is not there any more.": "这个对话已不存在。",
  "The last answer could not be stored. Free some disk space, then send again.":
    "上一次回答无法保存。请释放一些磁盘空间后重新发送。",
  "Lanyard is still answering here. Stop it first, or wait.": "Lanyard 仍在此回答。请先停止，或稍候。",
  "The model asked for {count} calls at once, which is too many. Ask for less at a time.":
    "模型一次要求 {count} 个调用，数量过多。请一次少问一些。",
  'The model called tools {count} times without coming to an end. Choose "Continue" to let it go on.':
    "模型已调用工具 {count} 次仍未结束。选择“继续”可让它接着进行。",
  "The model's answer broke off. Try again.": "模型的回答中断了。请重试。",
  "Only images at addresses that start with https can be shown.": "只能显示地址以 https 开头的图片。",
  "The image can't be shown: {why}.": "无法显示这张图片：{why}。",
  "{host} does not give this image out ({status}).": "{host} 没有提供这张图片（{status}）。",
  "This image is an SVG drawing, which can hold more than a picture, so it is not shown here.":
    "这张图片是 SVG 图形，其中可能不只有图像，因此不在这里显示。",
  "What {host} sent is not an image that can be shown.": "{host} 发来的内容不是可以显示的图片。",
  "(Written by a newer Lanyard; update to read it.)": "（由较新的 Lanyard 写入；更新后即可阅读。）",
  "(This message is damaged and can't be shown.)": "（这条消息已损坏，无法显示。）",
  "This message is not there any more.": "这条消息已不存在。",
  "There is no answer here that could go on. Send a message.": "这里没有可以继续的回答。请发送一条消息。",
  "This is more than the model can read at once. Shorten your message, or choose a model that takes more.":
    "这超出了模型一次能读取的长度。请缩短消息，或选择能读取更多内容的模型。",
  "To make room, the oldest messages of this conversation were left out of what the model read.":
    "为了腾出空间，模型没有读取这个对话中最早的消息。",
  "To make room, older pictures were left out of what the model read.": "为了腾出空间，模型没有读取较早的图片。",
  "To make room, the model read only the beginnings of older tool results.":
    "为了腾出空间，模型只读取了较早的工具结果的开头。",
  "What the tools returned is longer than the model reads at once: it read only the beginning.":
    "工具返回的内容超出了模型一次能读取的长度：模型只读取了开头。",
  "The result of {tool} is longer than the model reads at once: it read the beginning and the end.":
    "{tool} 的结果超出了模型一次能读取的长度：模型读取了开头和结尾。",
  "{name} is longer than the model reads at once: it read the beginning and the end. Attach the part that matters.":
    "{name} 超出了模型一次能读取的长度：模型读取了开头和结尾。请附上重要的部分。",
  "A message of this file is too long to be read in.": "这个文件中有一条消息过长，无法读取。",
  "(A file of this message could not be read in.)": "（这条消息的一个文件无法读取。）",
  "These instructions are too long: {max} bytes are the most.": "这些指示过长：最多 {max} 字节。",
  "This conversation can't be written to a file.": "这个对话无法写入文件。",
  "This file is too large. A conversation may have up to 64 MB.": "这个文件过大。一个对话最多 64 MB。",
  "This file was written by a newer Lanyard. Update to read it.": "这个文件由较新的 Lanyard 写入。请更新后再读取。",
  "This file is no conversation of Lanyard's. Choose one that was exported as JSON.":
    "这个文件不是 Lanyard 的对话。请选择以 JSON 导出的文件。",
  "There is no folder for downloads on this computer, so the file can't be written.":
    "这台电脑上没有下载文件夹，因此无法写入文件。",
  "The file can't be written to {place}. Check who may write there, and whether the disk is full.":
    "文件无法写入 {place}。请检查写入权限以及磁盘是否已满。",
  "The folder of this file can't be shown. Open it yourself.": "无法显示这个文件所在的文件夹。请自行打开。",
};
