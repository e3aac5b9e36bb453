/** 简体中文: a conversation. */
import type { Catalogue } from "../en";

export const chat: Catalogue["chat"] = {
  label: "对话",
  composer: "消息",
  placeholder: "想问什么都可以",
  send: "发送",
  stop: "停止",
  you: "你",
  emptyTitle: "想了解什么？",
  emptyLead: "用自己的话提问；公司的工具列在“工具”页面。",
  emptyNoTools: "登录工具服务器后即可使用公司的工具。",
  suggestions: "可以试试这些",
  newMessages: "有新消息",
  earlier: "显示更早的消息",
  thinking: "正在思考",
  thoughts: "思考过程",
  ended: { stopped: "你停止了这次回答。", interrupted: "这次回答完成之前 Lanyard 被关闭了。" },
  model: "模型",
  pickModel: "选择模型",
  findModel: "查找模型",
  noSuchModel: "没有这个名称的模型。",
  noModel: "还没有模型",
  noModelTitle: "请先选择模型",
  noModelLead: "Lanyard 需要语言模型来回答。请在设置中添加，或在这台电脑上启动 Ollama。",
  addModel: "添加模型",
  copyMessage: "复制消息",
  offline: (server) => `目前无法连接 ${server}。Lanyard 会继续尝试。`,
  offlineSeveral: (n) => `目前有 ${n} 台服务器无法连接。Lanyard 会继续尝试。`,
  signInAgain: (server) => `登录 ${server} 后即可使用其工具。`,
  signInAgainSeveral: (n) => `有 ${n} 台服务器需要登录后才能使用其工具。`,
  image: (alt) => (alt === "" ? "图片" : `图片：${alt}`),
  openImage: (host) => `从 ${host} 打开`,
  linkTo: (url) => `在浏览器中打开 ${url}`,
  unsafeLink: "这不是网页地址，无法打开。",
};

export const suggestion: Catalogue["suggestion"] = {
  balance: { title: "查询信息", text: "我还剩多少天年假？" },
  request: { title: "修改内容，会先征求同意", text: "申请 2026-12-21 至 2026-12-23 休假" },
  report: { title: "运行较长的任务", text: "生成季度报告" },
  expense: { title: "问不被允许的内容", text: "查看报销报告" },
};

export const attach: Catalogue["attach"] = {
  prompts: "提示",
  resources: "资源",
  noPrompts: "没有已就绪的服务器提供这样的提示。",
  noResources: "没有已就绪的服务器有这样的资源。",
  add: "加入消息",
  links: "结果提到的资源",
  addLink: (title) => `将${title}加入消息`,
  remove: (title) => `移除 ${title}`,
  suggestions: "建议",
  empty: "其中没有文字。",
  image: (n) => `结果中的图片 ${n}`,
  sound: (n) => `结果中的声音 ${n}`,
};

export const elicitation: Catalogue["elicitation"] = {
  asks: "向您提问",
  optional: "可不填",
  choose: "请选择",
  submit: "发送回答",
  decline: "不回答",
  formHint: "回答会发送给此服务器。切勿在此输入密码或密钥。",
  open: (host) => `在浏览器中打开 ${host}`,
  openAgain: "再次打开",
  done: "我已在那里完成",
  urlHint: "请看标出的部分：它表明您在该页面输入的内容由谁接收。",
};
