/** 简体中文: what stands around the screens. */
import type { Catalogue } from "../en";

export const nav: Catalogue["nav"] = {
  label: "对话与页面",
  newConversation: "新对话",
  search: "搜索",
  searchLabel: "搜索对话",
  noMatches: "没有找到。请换一个词，或减少词数。",
  results: "搜索结果",
  found: (n) => `在 ${n} 个对话中找到`,
  answer: "回答",
  pinned: "已置顶",
  archived: "已归档",
  pin: "置顶",
  unpin: "取消置顶",
  archive: "归档",
  takeBack: "取消归档",
  putAway: "已归档",
  takenBack: "已取消归档",
  empty: "你的对话会列在这里。",
  tools: "工具",
  settings: "设置",
  ready: (ready, total) => `${ready} / ${total}`,
  readyLabel: (ready, total) => `${total} 台服务器中有 ${ready} 台就绪`,
  noServers: "无",
  untitled: "新对话",
  openSidebar: "打开侧栏",
  closeSidebar: "关闭侧栏",
  hideSidebar: "隐藏侧栏",
  more: (title) => `“${title}”的更多操作`,
  rename: "重命名",
  renameLabel: "对话标题",
  delete: "删除",
  deleteTitle: "删除这个对话？",
  deleteText: "其中的消息会从这台电脑上移除。",
  busy: "进行中",
  asking: "等待你的答复",
};

export const account: Catalogue["account"] = {
  signedOut: "未登录",
  label: (who) => `账号：${who}`,
  more: (n) => `另有 ${n} 个`,
  signedIn: "已登录",
  signedInTo: "已登录到",
  nothing: "你尚未登录任何工具服务器。",
  switchAt: (server) => `切换 ${server} 的账号`,
  signOutOf: (server) => `退出 ${server}`,
  untilUnknown: "直到你退出登录",
  settings: "设置",
  shortcuts: "键盘快捷键",
  leaveDemo: "离开演示",
};

export const demo: Catalogue["demo"] = {
  band: "演示：没有真实账号。所有内容都留在这台电脑上。",
  leave: "离开演示",
  leaveTitle: "离开演示？",
  leaveText: "演示中的对话和登录会被移除。你自己的内容不受影响。",
  label: "演示",
  modelNote: "演示模型只是一小组规则，不是语言模型：它根据你用的词来选择工具。",
};

export const notice: Catalogue["notice"] = {
  label: "通知",
  kind: {
    database: "数据",
    disk: "磁盘",
    company: "公司配置",
    keychain: "钥匙串",
    deep_link: "链接",
    other: "通知",
  },
};
