/** 简体中文: commands, the palette and the page of shortcuts. */
import type { Catalogue } from "../en";

export const command: Catalogue["command"] = {
  palette: "所有命令",
  placeholder: "输入命令或对话标题",
  list: "命令",
  none: "没有符合的内容。请换一个词试试。",
  more: (shown) => `仅显示前 ${shown} 项。继续输入可缩小范围。`,
  back: "返回所有命令",
  groups: { go: "前往", conversation: "当前对话", view: "显示", app: "Lanyard 应用", writing: "撰写时" },
  recent: "最近使用",
  conversations: "对话",
  inForce: "使用中",

  begin: "新对话",
  search: "搜索对话",
  next: "下一个对话",
  previous: "上一个对话",
  tools: "工具",
  settings: "设置",
  write: "撰写消息",
  stop: "停止回答",
  copyAnswer: "复制最后一条回答",
  answerCopied: "已复制回答",
  model: "选择模型",
  rename: "重命名当前对话",
  delete: "删除当前对话",
  sidebar: "显示或隐藏侧栏",
  details: "显示或隐藏详细信息",
  switchTheme: "切换浅色与深色",
  larger: "放大文字",
  smaller: "缩小文字",
  normal: "恢复正常文字大小",
  signIn: "登录工具服务器",
  shortcuts: "键盘快捷键",

  find: {
    settings: "偏好 选项",
    theme: "外观 深色 浅色 夜间 颜色",
    density: "紧凑模式 间距",
    language: "英语 英文 中文 翻译",
    shortcuts: "按键 帮助 热键",
  },

  writing: {
    send: "发送",
    break: "换行",
    recall: "编辑上一条消息",
    prompts: "使用提示词",
    resources: "添加资源",
  },
  or: "或",
};
