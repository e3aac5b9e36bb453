/**
 * 简体中文: what the core says. Each key is a pattern of `say!` in the Rust sources, with the same gaps; a test compares.
 */
export const coreZhCn: Readonly<Record<string, string>> = {
  // Servers and sessions.
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

  // Signing in.
  "{server} does not say how to sign in. Check its address.": "{server} 没有说明如何登录。请检查地址。",
  "{server} can't be reached right now. Check your connection and try again.":
    "目前无法连接 {server}。请检查网络连接后重试。",
  "The certificate of {server} can't be verified, so Lanyard does not sign in. Ask your IT team.":
    "无法验证 {server} 的证书，因此 Lanyard 不会登录。请联系 IT 团队。",
  "{server} can't show that its sign-in is safe, so Lanyard does not use it. Ask your IT team.":
    "{server} 无法证明其登录是安全的，因此 Lanyard 不会使用。请联系 IT 团队。",
  "The sign-in of {server} is not set up rightly. Ask whoever runs it; Details says what is wrong.":
    "{server} 的登录设置有误。请联系其管理者；问题见“详细信息”。",
  "{server} needs a client id that nobody has set. Ask your IT team to add one to the company's configuration.":
    "{server} 需要客户端 ID，但尚未设置。请让 IT 团队在公司配置中添加。",
  "{server} refused the sign-in. Try again; Details says what it answered.":
    "{server} 拒绝了登录。请重试；其答复见“详细信息”。",
  "You declined access. Nothing was changed.": "你拒绝了访问。没有任何改动。",
  "The sign-in took too long. Start it again.": "登录用时过长。请重新开始。",
  "This sign-in can't be finished any more. Start it again.": "这次登录已无法完成。请重新开始。",
  "That sign-in is over. Start it again.": "这次登录已结束。请重新开始。",
  "The sign-in is just being finished.": "登录正在完成。",
  "That is not the address the browser ended on. Copy the whole address and paste it again.":
    "这不是浏览器最后停留的地址。请复制完整地址后重新粘贴。",
  "Another program uses the port that the browser's answer comes to. Close it, or use another way.":
    "接收浏览器答复的端口被其他程序占用。请关闭该程序，或换一种方式。",
  "The keychain can't keep the sign-in. Unlock it and try again.": "钥匙串无法保存登录。请解锁后重试。",
  "Lanyard can't write to its data folder. Free some space and try again.":
    "Lanyard 无法写入数据文件夹。请释放一些空间后重试。",
  "Lanyard could not remove the sign-in to {server}. Unlock the keychain and try again.":
    "Lanyard 无法移除 {server} 的登录。请解锁钥匙串后重试。",
  "this server publishes no metadata; that it checks the sign-in's proof (PKCE) can't be verified":
    "这台服务器没有公布元数据，无法确认它是否校验登录凭证 (PKCE)",
  "the sign-in service does not say that it checks the sign-in's proof (PKCE); the settings let that pass":
    "登录服务没有声明会校验登录凭证 (PKCE)；当前设置允许继续",
  "the answer can't come back by itself; copy the address of the last page and paste it":
    "答复无法自动返回；请复制最后一页的地址并粘贴",

  // Calls and their rules.
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

  // Conversations.
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
  'The model called tools {count} times without coming to an end. Send "go on" to let it continue.':
    "模型已调用工具 {count} 次仍未结束。发送“继续”可让它接着进行。",
  "The model's answer broke off. Try again.": "模型的回答中断了。请重试。",
  "(Written by a newer Lanyard; update to read it.)": "（由较新的 Lanyard 写入；更新后即可阅读。）",
  "(This message is damaged and can't be shown.)": "（这条消息已损坏，无法显示。）",

  // Models.
  "Demo model (rules, not a language model)": "演示模型（一组规则，不是语言模型）",
  "Ollama on this computer": "这台电脑上的 Ollama",
  "That provider is not there any more.": "这个提供方已不存在。",
  "{provider} can't be removed here.": "{provider} 无法在此移除。",
  "The demo model needs no key.": "演示模型不需要密钥。",
  "The demo model can't be added; it is there by itself.": "演示模型无需添加，它已经存在。",
  "That is not an address a model can be reached at. It starts with https, or with http on this computer.":
    "这不是可以访问模型的地址。地址应以 https 开头；在这台电脑上也可以用 http。",
  "The chosen model is not there any more. Choose another one.": "所选的模型已不存在。请选择其他模型。",
  "Your company does not allow models of your own. Choose one of your company's.":
    "公司不允许使用自己的模型。请选择公司的模型。",
  "{provider} did not accept the key. Set the key again in Settings.":
    "{provider} 不接受这个密钥。请在设置中重新设置密钥。",
  "{provider} has had too many requests. Try again {when}.": "{provider} 收到的请求过多。请{when}重试。",
  "{provider} has a problem right now. Try again {when}.": "{provider} 目前有问题。请{when}重试。",
  "in a moment": "稍后",
  "in a second": "一秒后",
  "in {seconds} seconds": " {seconds} 秒后",
  "in {minutes} minutes": " {minutes} 分钟后",
  "{provider} refused the request. Check the model's name and address in Settings.":
    "{provider} 拒绝了请求。请在设置中检查模型的名称和地址。",
  "{provider} can't be reached. Check your network and its address in Settings, then try again.":
    "无法连接 {provider}。请检查网络和设置中的地址，然后重试。",
  "The certificate of {provider} can't be verified. Ask who runs it, or your administrator.":
    "无法验证 {provider} 的证书。请联系其管理者或你的管理员。",
  "{provider} sent nothing for {seconds} seconds. Try again, or choose another model.":
    "{provider} 已有 {seconds} 秒没有任何答复。请重试，或选择其他模型。",
  "The answer of {provider} broke off. What came is kept; try again.":
    "{provider} 的回答中断了。已收到的内容已保留；请重试。",
  "{provider} sent something that is not a model's answer. Check its address in Settings.":
    "{provider} 返回的不是模型的回答。请在设置中检查其地址。",
  "The keychain is locked, and the model's key is in it. Unlock it and try again.":
    "钥匙串已锁定，而模型的密钥在其中。请解锁后重试。",
  "The model's key can't be read from the keychain. Set it again in Settings.":
    "无法从钥匙串读取模型的密钥。请在设置中重新设置。",

  // Settings, disk and keychain.
  "This is set by {company} and can't be changed here.": "这项由 {company} 设置，无法在此更改。",
  "That value can't be used for {setting}: choose {needed}.": "{setting} 不能使用这个值：请选择 {needed}。",
  "a text of at most {max} bytes": "不超过 {max} 字节的文本",
  "{first} or {last}": "{first} 或 {last}",
  "This account has no home folder, so there is no place to keep anything.":
    "这个账号没有主文件夹，因此无处保存任何内容。",
  "There is no keychain here, so sign-ins last until Lanyard closes. To stay signed in, keep them in an encrypted file (see Settings) or install a keychain.":
    "这里没有钥匙串，因此登录在关闭 Lanyard 后失效。要保持登录，请在“设置”中改用加密文件，或安装钥匙串。",
  "Your sign-ins are in an encrypted file. Enter its passphrase in Settings to use them.":
    "你的登录保存在加密文件中。请在“设置”中输入密码短语以使用它们。",
  "A passphrase has at least {count} characters. Several words are easiest to remember.":
    "密码短语至少有 {count} 个字符。用几个单词最容易记住。",
  "That passphrase does not open the file. Try again; nothing is lost.":
    "这个密码短语打不开文件。请重试；没有丢失任何内容。",
  "Secrets are kept in your system's keychain, so no file is needed.": "机密保存在系统的钥匙串中，因此不需要文件。",
  "The encrypted file can't be used. Details says why.": "无法使用加密文件。原因见“详细信息”。",
  "The encrypted file was set aside as {path}. Sign in again; API keys have to be entered again too.":
    "加密文件已移到 {path}。请重新登录；API 密钥也需要重新输入。",
  "Enter a value for the header {name}.": "请为标头 {name} 填写值。",
  "The client id has characters that a client id can't have.": "客户端 ID 中有不允许的字符。",
  '"{name}" is not a header\'s name.': "“{name}”不是标头名称。",
  "The header {name} is there twice.": "标头 {name} 出现了两次。",
  '"{scope}" is not a scope.': "“{scope}”不是权限范围。",
  "The address of the authorization server can't be used: {why}.": "授权服务器的地址无法使用：{why}。",
  "The client metadata document needs https and a path, as in https://example.com/lanyard.json.":
    "客户端元数据文档需要 https 和路径，例如 https://example.com/lanyard.json。",
  "A port is a number from 1 to 65535.": "端口是 1 到 65535 之间的数字。",
  "The parameter {name} is one that only Lanyard sets.": "参数 {name} 只能由 Lanyard 设置。",
  '"{name}" is not a parameter\'s name.': "“{name}”不是参数名称。",
  "Enter the client id that the secret or key belongs to.": "请填写该密钥或私钥所属的客户端 ID。",
  "Enter the header that carries the key.": "请填写携带密钥的标头。",
  "To go in as a program, enter a client id and its secret or key.": "要作为程序登录，请填写客户端 ID 及其密钥或私钥。",
  "{server} is set by your company and can't be changed here.": "{server} 由你的公司设置，不能在这里更改。",
  "Lanyard could not reach the secrets for {server}. Unlock the keychain and try again.":
    "Lanyard 无法访问 {server} 的机密。请解锁钥匙串后重试。",
  "The keychain is locked. Unlock it, then try again; nothing is lost.":
    "钥匙串已锁定。请解锁后重试；没有丢失任何内容。",
  "The disk is full. Free some space and try again; nothing shown was lost.":
    "磁盘已满。请释放一些空间后重试；已显示的内容没有丢失。",
  "Lanyard can't write to {place}. Check who may write there, then try again.":
    "Lanyard 无法写入 {place}。请检查写入权限后重试。",
  "Lanyard's database is damaged. Restart Lanyard: it keeps the damaged file and begins a new one.":
    "Lanyard 的数据库已损坏。请重新启动 Lanyard：它会保留损坏的文件并新建一个。",
  "Lanyard's database failed. Try again; if it stays, restart Lanyard.":
    "Lanyard 的数据库出错。请重试；如果仍然如此，请重新启动 Lanyard。",
  "Lanyard's database was damaged. It was kept at {file} and a new one was begun.":
    "Lanyard 的数据库已损坏。原文件保留在 {file}，并已新建一个。",
  "Lanyard's sign-in database was damaged. It was kept at {file}; sign in again.":
    "Lanyard 的登录数据库已损坏。原文件保留在 {file}；请重新登录。",
  "Lanyard can't open its sign-in database. Check who may write to its data folder.":
    "Lanyard 无法打开登录数据库。请检查数据文件夹的写入权限。",
  "Lanyard can't set up its network connections. Details says why.": "Lanyard 无法建立网络连接。原因见“详细信息”。",
  "The company's network settings can't be used, so its servers may not be reachable. Ask your IT team.":
    "公司的网络设置无法使用，因此可能无法连接其服务器。请联系 IT 团队。",
  "Lanyard is closing.": "Lanyard 正在关闭。",
  "Only web addresses that start with https are opened.": "只会打开以 https 开头的网页地址。",
  "No browser could be opened. Copy the link and open it yourself.": "无法打开浏览器。请复制链接后自行打开。",
  "This computer won't bring you back to Lanyard by itself after signing in. Signing in still works, by another way.":
    "登录后这台电脑不会自动带你回到 Lanyard。仍可通过其他方式登录。",

  // The demo and the local server.
  "This build of Lanyard has no local server. Ask your IT team for one that has.":
    "这个版本的 Lanyard 不含本地服务器。请向 IT 团队索取包含它的版本。",
  "This build of Lanyard has no demo. Ask your IT team for one that has.":
    "这个版本的 Lanyard 不含演示。请向 IT 团队索取包含它的版本。",
  "The keychain is locked, so the demo can't be removed. Unlock it and leave the demo again.":
    "钥匙串已锁定，因此无法移除演示。请解锁后再次离开演示。",
  "The demo can't write to its folder: {why}. Free some space and try again.":
    "演示无法写入其文件夹：{why}。请释放一些空间后重试。",
  "The demo's sign-in needs no settings. No account there is real.": "演示的登录不需要设置。其中没有真实账号。",
  "The demo's own address is no address.": "演示自身的地址不是有效地址。",
  "The keychain can't keep the client secret. Unlock it and try again.": "钥匙串无法保存客户端密钥。请解锁后重试。",
  "The keychain can't be read. Unlock it and try again.": "无法读取钥匙串。请解锁后重试。",
  "The keychain is locked or can't be used. Unlock it and try again.": "钥匙串已锁定或无法使用。请解锁后重试。",
  "The key of the local server's data is gone from the keychain, so that data can't be opened.":
    "钥匙串中已没有本地服务器数据的密钥，因此无法打开这些数据。",
  "The settings can't be kept: {why}. Free some space and try again.": "无法保存设置：{why}。请释放一些空间后重试。",
  "Port {port} is in use by another program. Choose another one, or close that program.":
    "端口 {port} 被其他程序占用。请换一个端口，或关闭该程序。",
  "{folder} can't be written: {why}.": "无法写入 {folder}：{why}。",
  "The local server did not start. Details says why.": "本地服务器未能启动。原因见“详细信息”。",
  "{what}.": "{what}。",
  "tools are at {url}": "工具的地址是 {url}",
  "register this redirect address at the provider: {url}": "请在提供方登记这个重定向地址：{url}",
  "no client id: make an OAuth client in the provider's console and set its id here":
    "没有客户端 ID：请在提供方的控制台创建 OAuth 客户端，并在此填写其 ID",
  "Google's client ids end in .apps.googleusercontent.com; this one does not":
    "Google 的客户端 ID 以 .apps.googleusercontent.com 结尾，而这个不是",
  "no client secret: most providers refuse to answer without one": "没有客户端密钥：多数提供方会因此拒绝答复",
  "{issuer} answers": "{issuer} 有答复",
  "the provider publishes no keys": "提供方没有公布任何公钥",
  "the certificate holds until {until}": "证书有效期至 {until}",
  "everybody with a Google account may come in; list access.domains or access.emails":
    "任何有 Google 账号的人都可以进入；请列出 access.domains 或 access.emails",
  "everybody whom the provider knows may come in; list access.domains, access.emails or access.groups":
    "提供方认识的所有人都可以进入；请列出 access.domains、access.emails 或 access.groups",
  "no database: every sign-in ends when the server does": "没有数据库：服务器停止时所有登录都会结束",
  "the master key's file lies beside the database: whoever copies the folder has both; move it":
    "主密钥文件与数据库放在一起：复制文件夹的人会同时得到两者；请移走",
  '{key} is "{value}": {mend}': "{key} 的值是“{value}”：{mend}",
  "the sign-in service can't be reached: {why}": "无法连接登录服务：{why}",
  "the sign-in service describes itself wrongly: {what}": "登录服务对自身的描述有误：{what}",
  "the sign-in service can't be used: {why}": "登录服务无法使用：{why}",
  'the issuer "{issuer}" is not a URL': "签发方“{issuer}”不是网址",
  "{address} answers {status}": "{address} 返回 {status}",
  "{address} answers {status}; check the issuer": "{address} 返回 {status}；请检查签发方",
  "its answer can't be read ({why})": "无法读取其答复（{why}）",
  'it calls itself "{issuer}"; write exactly this as the issuer if it is the right one':
    "它自称“{issuer}”；如果正确，请将签发方一字不差地写成这样",
  "it does not support PKCE with S256": "它不支持使用 S256 的 PKCE",
  "it names no {name}": "它没有提供 {name}",
  "its {name}: {why}": "它的 {name}：{why}",
  "its keys can't be read ({why})": "无法读取其公钥（{why}）",

  // Addresses and exchanges, as a part of a sentence.
  "it is not a web address; write it whole, as in https://tools.example.com/mcp":
    "这不是网页地址；请写完整，例如 https://tools.example.com/mcp",
  "{scheme}: addresses are not used; only https is, or http on this computer":
    "不使用 {scheme}: 地址；只使用 https，或这台电脑上的 http",
  "http://{host} is not encrypted; use https": "http://{host} 没有加密；请使用 https",
  "the address carries a user name or password before the host; leave it out": "地址的主机名前带有用户名或密码；请去掉",
  "the address names no host": "地址中没有主机名",
  "the address ends in a fragment (#...); leave it out": "地址以片段 (#...) 结尾；请去掉",
  "the certificate file {file} can't be used: {why}": "证书文件 {file} 无法使用：{why}",
  'the proxy "{proxy}" is not an address such as http://proxy.example.com:8080':
    "代理“{proxy}”不是像 http://proxy.example.com:8080 这样的地址",
  "secure connections can't be set up: {why}": "无法建立安全连接：{why}",
  "{host} leads to an address inside this network, which a public server may not name":
    "{host} 指向内部网络的地址，公共服务器不得使用这样的地址",
  "{host} can't be reached": "无法连接 {host}",
  "the certificate of {host} can't be verified": "无法验证 {host} 的证书",
  "{host} did not answer within {seconds} s": "{host} 在 {seconds} 秒内没有答复",
  "the answer of {host} is larger than {limit} bytes": "{host} 的答复超过 {limit} 字节",
  "{host} redirects {to}, which is not followed": "{host} 重定向（{to}），不予跟随",
  "the request to {host} can't be written: {why}": "无法生成发往 {host} 的请求：{why}",

  // The company's configuration: a key, what is wrong with it, and what happens instead.
  "Your company": "公司",
  "Company models": "公司模型",
  "The company's configuration": "公司配置",
  "{key} (line {line}) {what}. {instead}": "{key}（第 {line} 行）{what}。{instead}",
  "{key} {what}. {instead}": "{key} {what}。{instead}",
  "can't be read: {why}": "无法读取：{why}",
  "can't be used: {why}": "无法使用：{why}",
  "is not a file": "不是文件",
  "is larger than 1 MiB": "超过 1 MiB",
  "is not UTF-8 text; save it again as UTF-8": "不是 UTF-8 文本，请重新保存为 UTF-8",
  "is missing": "缺失",
  "is missing, and so is tool": "缺失，tool 也缺失",
  "is empty": "为空",
  "is an empty list": "是空列表",
  text: "文本",
  "a number": "数字",
  "true or false": "布尔值",
  "a date": "日期",
  "a list": "列表",
  "a section": "小节",
  "is {kind}, and text is needed": "是{kind}，而这里需要文本",
  "holds an empty text": "含有空文本",
  "holds {kind}, and only texts are taken": "含有{kind}，而这里只接受文本",
  "is {kind}, and a list of texts is needed": "是{kind}，而这里需要文本列表",
  "is {kind}, and true or false is needed, without quotes": "是{kind}，而这里需要不带引号的 true 或 false",
  "is {kind}, and a number is needed, without quotes": "是{kind}，而这里需要不带引号的数字",
  "is {number}, and a port is from 1 to 65535": "是 {number}，而端口应在 1 到 65535 之间",
  "is {kind}, and a section [{key}] is needed": "是{kind}，而这里需要小节 [{key}]",
  "is a single section; write [[{key}]] with two brackets": "是单个小节，请用双方括号写成 [[{key}]]",
  "is {kind}, and sections [[{key}]] are needed": "是{kind}，而这里需要小节 [[{key}]]",
  "is {kind}, and a section is needed": "是{kind}，而这里需要小节",
  "is not a key that Lanyard knows": "不是 Lanyard 认识的键",
  'is not a key that Lanyard knows; "{key}" seems to be meant': "不是 Lanyard 认识的键，似乎是指“{key}”",
  "is not a key that Lanyard knows, and secrets do not belong in this file, which everyone can read":
    "不是 Lanyard 认识的键；机密不应写在这个人人可读的文件中",
  'is "{value}", and {needed} is needed': "是“{value}”，而这里需要 {needed}",
  'is "{value}", and openai, anthropic, gemini or ollama is needed':
    "是“{value}”，而这里需要 openai、anthropic、gemini 或 ollama",
  'is "{value}", and auto, deep_link, loopback, localhost or paste is needed':
    "是“{value}”，而这里需要 auto、deep_link、loopback、localhost 或 paste",
  'is "{value}", and allow, ask or block is needed': "是“{value}”，而这里需要 allow、ask 或 block",
  'is "{id}", which another server has already': "是“{id}”，与另一台服务器重复",
  'is "{id}", and an id is 1 to 64 of the characters a-z, 0-9, - and _':
    "是“{id}”，而 id 应由 1 到 64 个 a-z、0-9、- 和 _ 字符组成",
  "has characters that a client id can't have": "含有客户端 ID 不允许的字符",
  "has no visible character": "没有可见字符",
  "is too long, or has line breaks or characters that can't be seen or change the reading direction":
    "太长，或含有换行、不可见或改变阅读方向的字符",
  'holds "{scope}", which is not a scope': "含有“{scope}”，它不是有效的权限范围",
  'holds "{pattern}", which is not a pattern: {why}': "含有“{pattern}”，它不是有效的模式：{why}",
  "needs https and a path, as in https://example.com/lanyard.json":
    "需要使用 https 并带有路径，例如 https://example.com/lanyard.json",
  "needs http:// or https://": "需要以 http:// 或 https:// 开头",
  "names no host": "没有主机名",
  'is not "system", "none" or an address such as http://proxy.example.com:8080':
    "不是“system”“none”或像 http://proxy.example.com:8080 这样的地址",
  "is a parameter that only Lanyard sets": "是只能由 Lanyard 设置的参数",
  "is not a parameter's name": "不是有效的参数名",
  "is not a header's name": "不是有效的标头名",
  'is "{value}", and auto, required or never is needed': "是“{value}”，而这里需要 auto、required 或 never",
  'holds "{value}", and headers, client_credentials, workload, company or sign_in is needed':
    "含有“{value}”，而这里需要 headers、client_credentials、workload、company 或 sign_in",
  "is not where a secret is, and secrets do not belong in this file, which everyone can read: write file: and an absolute path, or env: and a variable's name":
    "没有说明密钥的位置；任何人都能读取此文件，密钥不应写在这里：请写 file: 加绝对路径，或 env: 加变量名",
  "servers is in the user's file, and the system's file does not allow servers of one's own. It is left out.":
    "servers 出现在用户的文件中，而系统的文件不允许自备服务器。已忽略。",
  "gateway is in the user's file, and the system's file does not allow models of one's own. It is left out.":
    "gateway 出现在用户的文件中，而系统的文件不允许自备模型。已忽略。",
  "rules in the user's file holds one that opens more than default_rule = \"{rule}\" of the system's file. It opens nothing.":
    '用户文件的 rules 中有一条规则比系统文件的 default_rule = "{rule}" 更宽松。它不会放宽任何限制。',
  "Until it is corrected, no tool runs and no server or model can be added.":
    "更正之前，不会运行任何工具，也无法添加服务器或模型。",
  "Until it is corrected, no request leaves this computer.": "更正之前，任何请求都不会离开这台电脑。",
  "Until it is corrected, every tool asks first.": "更正之前，所有工具都会先询问。",
  "Until it is corrected, tools that no rule names are blocked.": "更正之前，没有规则提到的工具都会被阻止。",
  "Until it is corrected, all tools that it may mean are blocked.": "更正之前，它可能涉及的所有工具都会被阻止。",
  "Until it is corrected, all tools that it may mean ask first.": "更正之前，它可能涉及的所有工具都会先询问。",
  "What it names is blocked.": "它涉及的工具会被阻止。",
  "It is ignored.": "已忽略。",
  "It counts as true.": "按 true 处理。",
  "It counts as false.": "按 false 处理。",
  'It is shown as "{name}".': "将显示为“{name}”。",
  'It is shown as "Company models".': "将显示为“公司模型”。",
  'It is locked at "{value}".': "将锁定为“{value}”。",
  "It is locked and empty.": "将锁定为空。",
  'The name "Your company" is shown.': "将显示名称“公司”。",
  "Models get no instructions from it.": "模型不会从中得到指示。",
  "No setting is taken from it.": "不会采用其中的任何设置。",
  "The gateway is left out.": "已忽略该网关。",
  "The server is left out.": "已忽略该服务器。",
  "This second server is left out.": "已忽略这第二台服务器。",
  "No server is taken from it.": "不会采用其中的任何服务器。",
  "Its id is shown.": "将显示其 id。",
  "Any free port is used.": "将使用任意空闲端口。",
  "The server is asked for a client id when someone signs in.": "登录时会向服务器索取客户端 ID。",
  "No scope is asked for.": "不会请求任何权限范围。",
  "That one is left out.": "已忽略这一项。",
  "Lanyard chooses the way back from the browser.": "由 Lanyard 选择从浏览器返回的方式。",
  "That parameter is left out.": "已忽略该参数。",
  "No extra parameter is sent.": "不会发送额外参数。",
  "No header is sent.": "不会发送任何标头。",
  "{server} gives this computer no access. Details says why; ask your IT team.":
    "{server} 不允许这台电脑访问。详情中有原因；请咨询 IT 团队。",
  "That header is left out.": "该标头已忽略。",
  "It counts as not set.": "按未设置处理。",
  "It counts as required.": "按 required 处理。",
  "A person has to sign in.": "需要由用户登录。",
  "The company's sign-in is left out.": "公司的统一登录已忽略。",
  'It is shown as "Your company".': "将显示为“公司”。",
  "The operating system's network settings are used.": "将使用操作系统的网络设置。",
  "No further certificate is trusted.": "不会信任其他证书。",
  "Its certificates are not trusted.": "不会信任其中的证书。",
  "Servers get no client certificate.": "不会向服务器出示客户端证书。",
  "This question is answered in another way.": "这个问题要用另一种方式回答。",
  "This question has been answered already, or its call has ended.": "这个问题已有回答，或其调用已结束。",
  "{server} runs on this computer and needs no sign-in.": "{server} 在本机运行，无需登录。",
  "This asks first.": "这要先询问。",
  "The tool's structured result is not of the shape that the tool declares, so only its text is shown.":
    "工具的结构化结果不符合它声明的形式，因此只显示文字。",
  "This server runs no program here.": "此服务器不在本机运行程序。",
  "Your company does not allow servers that run as programs on this computer.":
    "公司不允许以本机程序形式运行的服务器。",
  "That file can't be read: {why}": "无法读取该文件：{why}",
  "That is no configuration file.": "那不是配置文件。",
  'This server does not offer "{name}".': "此服务器不提供“{name}”。",
  'Fill in "{field}" first.': "请先填写“{field}”。",
  "This address can't be filled in.": "无法填写此地址。",
  "The answers can't be read.": "无法读取回答。",
  '"{field}" takes one of its choices.': "“{field}”须从选项中选择。",
  '"{field}" takes a text.': "“{field}”须为文字。",
  '"{field}" takes at most {count} characters.': "“{field}”最多 {count} 个字符。",
  '"{field}" takes at least {count} characters.': "“{field}”至少 {count} 个字符。",
  '"{field}" takes yes or no.': "“{field}”须为是或否。",
  'Choose between {min} and {max} in "{field}".': "请在“{field}”中选择 {min} 到 {max} 项。",
  'Choose at least {min} in "{field}".': "请在“{field}”中至少选择 {min} 项。",
  'Choose at most {max} in "{field}".': "请在“{field}”中最多选择 {max} 项。",
  '"{field}" takes a whole number.': "“{field}”须为整数。",
  '"{field}" takes a number.': "“{field}”须为数字。",
  '"{field}" is at least {least}.': "“{field}”不小于 {least}。",
  '"{field}" is at most {most}.': "“{field}”不大于 {most}。",
  '"{field}" takes an e-mail address.': "“{field}”须为电子邮件地址。",
  '"{field}" takes a whole address.': "“{field}”须为完整地址。",
  '"{field}" takes a day, such as 2026-12-21.': "“{field}”须为日期，例如 2026-12-21。",
  '"{field}" takes a moment, such as 2026-12-21T09:00:00Z.': "“{field}”须为时刻，例如 2026-12-21T09:00:00Z。",
  "{server} keeps asking for more. Lanyard stopped answering.": "{server} 不断追问。Lanyard 已停止回答。",
  "{server} asks for something that Lanyard gives to no server.": "{server} 索要 Lanyard 不会给任何服务器的内容。",
  "You did not open what {server} asks for first. Nothing was changed.":
    "您没有打开 {server} 先要求打开的页面。未作任何更改。",
  "{server} asks for something that can't be shown: {said}": "{server} 询问的内容无法显示：{said}",
  "The program of {server} can't be started. Check that {program} is installed on this computer.":
    "无法启动 {server} 的程序。请检查本机是否已安装 {program}。",
  "There are no servers in that file. Lanyard reads the files of Claude Desktop, Claude Code, VS Code and Cursor.":
    "该文件中没有服务器。Lanyard 可读取 Claude Desktop、Claude Code、VS Code 和 Cursor 的文件。",
  "it is not described as a server": "它不是服务器的描述",
  "it speaks HTTP+SSE of 2024-11-05, which Lanyard does not speak": "它使用 2024-11-05 的 HTTP+SSE，Lanyard 不支持",
  "its address can't be used: {why}": "它的地址无法使用：{why}",
  "its headers are not texts": "它的标头不是文字",
  "it has neither an address nor a command": "它既没有地址也没有命令",
  "its arguments are not texts": "它的参数不是文字",
  "its environment is not texts": "它的环境变量不是文字",
  "it has gaps that the other app fills in; add it by hand": "它有由其他应用填写的空缺；请手动添加",
  "Write the command that starts the server.": "请写出启动服务器的命令。",
  "That command can't be used: it is too long, or has characters that can't be seen.":
    "该命令无法使用：太长，或含有看不见的字符。",
  "The variable {name} can't be set for a server.": "不能为服务器设置变量 {name}。",
  "{server} sent an answer that is no prompt.": "{server} 的回答不是提示。",
  "{server} sent an answer that is no resource.": "{server} 的回答不是资源。",
  "{server} sent an answer that can't be used. The call may still have been carried out; check before you repeat it.":
    "{server} 的回答无法使用。调用可能已经执行；重复之前请先确认。",
  "{server} speaks an old protocol (HTTP+SSE of 2024-11-05) that Lanyard does not speak. Ask whoever runs it for its newer address, which often ends in /mcp.":
    "{server} 使用 Lanyard 不支持的旧协议（2024-11-05 的 HTTP+SSE）。请向其运营者索取新地址，通常以 /mcp 结尾。",
  "That is not a pattern. Write a tool's name, with * for any characters.":
    "这不是模式。请写工具的名称，用 * 代表任意字符。",
  "These are too many rules. Remove some first.": "规则太多。请先移除一些。",
  "{server} is switched off. Switch it on under Tools.": "{server} 已关闭。请在“工具”中开启。",
  "{server} is a program that you have not allowed to run yet. Allow it under Tools.":
    "{server} 是您尚未允许运行的程序。请在“工具”中允许。",
  "A program of this computer is not signed in to.": "本机程序无需登录。",
  "Something that was added to the message is not there any more. Remove it, and add it again.":
    "消息中添加的某项内容已不存在。请移除后重新添加。",
};
