/** Calls and their rules. */
export const calls: Readonly<Record<string, string>> = {
  "{company} does not allow this tool.": "{company} 不允许使用这个工具。",
  "{company} has this tool ask each time.": "{company} 要求每次使用这个工具前都先询问。",
  "{company} decides about this tool; it can't be opened further here.": "这个工具由 {company} 决定，无法在此放宽。",
  "Your company has this tool ask each time. Choose Allow once instead.":
    "公司要求每次使用这个工具前都先询问。请选择“允许一次”。",
  "You have blocked this tool; you can change that under Tools.": "你已禁止这个工具；可以在“工具”页面更改。",
  "This tool has changed since you always allowed it. Look at it again.":
    "自你选择“始终允许”后，这个工具已有变化。请重新查看。",
  "This question has been answered already, or its turn was stopped.": "这个请求已经答复，或所在的回答已停止。",
  "{tool} asks for approval first, and nobody was there to ask.": "{tool} 需要先征得同意，但当时无人可问。",
  "You declined the call. Nothing was changed.": "你没有允许这次调用。没有任何改动。",
  "Stopped.": "已停止。",
  "The question was lost.": "请求已丢失。",
  'There is no tool "{tool}" on this server.': "这台服务器上没有工具“{tool}”。",
  "There is no such tool, or its server is not connected right now.": "没有这个工具，或其服务器目前未连接。",
  "The model's arguments for this tool can't be read; nothing was called.":
    "无法读取模型给这个工具的参数，因此没有调用。",
  "{server} sent an answer that is not a tool's result.": "{server} 的答复不是工具的结果。",
  "{server} no longer offers this tool.": "{server} 不再提供这个工具。",
  "{tool} is blocked now.": "{tool} 现在已被阻止。",
  "{server} changed this tool after it was allowed, so it was not run. Ask again.":
    "{server} 在你允许之后更改了这个工具，因此没有运行。请重新提问。",
  "Another account is signed in to {server} by now, so this was not run. Ask again.":
    "{server} 现在登录的是另一个账号，因此没有运行。请重新提问。",
  "{server} is not connected yet. Try again in a moment.": "{server} 尚未连接。请稍后重试。",
  "{server} refused the call: {said}": "{server} 拒绝了调用：{said}",
  "{server} did not answer in time. The call may still have been carried out; check before you repeat it.":
    "{server} 没有及时答复。调用可能已经执行；重复之前请先核对。",
  "The sign-in to {server} ended. The call may still have been carried out; check before you repeat it.":
    "{server} 的登录已结束。调用可能已经执行；重复之前请先核对。",
  "The connection to {server} broke. The call may still have been carried out; check before you repeat it.":
    "与 {server} 的连接中断。调用可能已经执行；重复之前请先核对。",
};
