/** Servers and sessions. */
export const servers: Readonly<Record<string, string>> = {
  "{server} can't be reached right now. Lanyard keeps trying; you can go on with the other tools.":
    "目前无法连接 {server}。Lanyard 会继续尝试；其他工具可以照常使用。",
  "{server} can't answer right now. Lanyard keeps trying; you can go on with the other tools.":
    "{server} 目前无法答复。Lanyard 会继续尝试；其他工具可以照常使用。",
  "{server} does not answer as a tool server. Check its address.": "{server} 的答复不像工具服务器。请检查地址。",
  "The certificate of {server} can't be verified, so Lanyard does not connect. Ask your IT team.":
    "无法验证 {server} 的证书，因此 Lanyard 不会连接。请联系 IT 团队。",
  "The address of {server} can't be used.": "{server} 的地址无法使用。",
  "Sign in to {server} to continue.": "请登录 {server} 后继续。",
  "{server} needs your consent for more than it was given. Sign in again to allow it.":
    "{server} 需要你同意更多权限。请重新登录以允许。",
  "{server} does not allow this, although you are signed in with what it asks for. Ask whoever runs it.":
    "你已按 {server} 的要求登录，但它仍不允许这项操作。请联系其管理者。",
  "{server} keeps asking for more consent. Lanyard stopped asking; ask whoever runs it.":
    "{server} 一再要求更多权限，Lanyard 已不再询问。请联系其管理者。",
  "{server} does not allow you to do this.": "{server} 不允许你进行这项操作。",
  "{server} refuses the configured key. Check it under Tools.": "{server} 拒绝了所配置的密钥。请在“工具”页面检查。",
  "Lanyard could not use your sign-in to {server}. Try again, or sign in anew.":
    "Lanyard 无法使用你在 {server} 的登录。请重试，或重新登录。",
  "{server} ended your sign-in.": "{server} 结束了你的登录。",
  "{server} no longer knows this app. Signing in registers it again.": "{server} 不再认识此应用。登录时会重新注册。",
  "{server} changed who signs people in. Sign in again to continue.":
    "{server} 更换了验证身份的服务。请重新登录以继续。",
  "The keychain no longer holds this sign-in.": "钥匙串中已没有这次登录。",
  "That server is not there any more.": "这台服务器已不存在。",
  "That tool is not there any more.": "这个工具已不存在。",
  "{server} is set by your company and can't be removed here.": "{server} 由公司设置，无法在此移除。",
  "Your company decides which tool servers are connected. Ask your IT team to add one.":
    "连接哪些工具服务器由公司决定。请联系 IT 团队添加。",
  "That address is not encrypted. Use one that starts with https.": "这个地址没有加密。请使用以 https 开头的地址。",
  "That is not a web address. Write it whole, for example https://tools.example.com/mcp.":
    "这不是网页地址。请写完整，例如 https://tools.example.com/mcp。",
  "That address can't be used: {why}.": "这个地址无法使用：{why}。",
  "The company's configuration names an address that can't be used for {server}: {why}.":
    "公司配置中 {server} 的地址无法使用：{why}。",
  "The address needs https and a path, for example https://example.com/lanyard.json.":
    "地址需要使用 https 并带有路径，例如 https://example.com/lanyard.json。",
  "No company is set up here. Ask your IT team to put a company.toml with your servers on this computer, or connect a tool server yourself.":
    "这里还没有设置公司。请让 IT 团队在这台电脑上放置包含服务器的 company.toml，或自行连接工具服务器。",
};
