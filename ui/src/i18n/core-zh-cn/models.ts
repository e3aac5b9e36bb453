/** Models. */
export const models: Readonly<Record<string, string>> = {
  "Demo model (rules, not a language model)": "演示模型（一组规则，不是语言模型）",
  "Ollama on this computer": "这台电脑上的 Ollama",
  "That provider is not there any more.": "这个提供方已不存在。",
  "{provider} can't be removed here.": "{provider} 无法在此移除。",
  "The demo model needs no key.": "演示模型不需要密钥。",
  "The demo model can't be added; it is there by itself.": "演示模型无需添加，它已经存在。",
  "That is not an address a model can be reached at. It starts with https, or with http on this computer.":
    "这不是可以访问模型的地址。地址应以 https 开头；在这台电脑上也可以用 http。",
  "The chosen model is not there any more. Choose another one.": "所选的模型已不存在。请选择其他模型。",
  "The chosen model of {provider} is not there right now. Try again in a moment, or choose another one.":
    "{provider} 上所选的模型目前不可用。请稍后重试，或选择其他模型。",
  "Your company chose the model. Another one can't be used.": "模型由公司指定，无法使用其他模型。",
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
  "LM Studio on this computer": "这台电脑上的 LM Studio",
  "llama.cpp on this computer": "这台电脑上的 llama.cpp",
  "vLLM on this computer": "这台电脑上的 vLLM",
  "Jan on this computer": "这台电脑上的 Jan",
  "The demo model needs no test: it runs in Lanyard itself.": "演示模型无需测试，它在 Lanyard 内部运行。",
  "{provider} does not list its models. Name at least one.": "{provider} 不提供模型列表。请至少填写一个模型。",
  "{provider} was found on this computer and takes no key. Add it as a provider of your own to give it one.":
    "{provider} 是在这台电脑上自动找到的，不使用密钥。如需密钥，请将它添加为自己的提供方。",
  "The key has a character that no header can carry.": "密钥含有标头不允许的字符。",
  "That is not an AWS access key: it needs an access key id and a secret access key, as AWS shows them to be copied.":
    "这不是 AWS 访问密钥：需要访问密钥 ID 和私有访问密钥，请按 AWS 显示的内容复制。",
  "Amazon Bedrock needs a region to sign with, as in eu-central-1.":
    "Amazon Bedrock 需要区域才能签名，例如 eu-central-1。",
  "That is not a key file that Lanyard can use. It takes the JSON file of a service account, and the one that gcloud auth application-default login leaves.":
    "Lanyard 无法使用此密钥文件。可使用服务账号的 JSON 文件，或 gcloud auth application-default login 生成的文件。",
  "{provider} is signed in to and takes no key.": "{provider} 通过登录使用，不需要密钥。",
  "The value of the header {name} for {provider} is missing or can't be sent. Set it again in Settings.":
    "{provider} 的标头 {name} 缺少值，或其值无法发送。请在设置中重新设置。",
  "Sign in to use {provider}.": "请先登录，然后使用 {provider}。",
  "Your sign-in to {provider} can't be used right now. You stay signed in; try again in a moment.":
    "目前无法使用你在 {provider} 的登录。登录状态会保留；请稍后重试。",
  "{provider} does not let your account in. Ask your administrator.": "{provider} 不允许你的账号访问。请联系管理员。",
  "The headers of {provider} can't be changed here.": "{provider} 的标头无法在此更改。",
  '"{name}" is not a header\'s name.': "“{name}”不是有效的标头名称。",
  "The header {name} is Lanyard's own: another value would break the connection.":
    "标头 {name} 由 Lanyard 自己设置，改用其他值会破坏连接。",
  "The header {name} carries the key or the sign-in already. Leave one of the two out.":
    "标头 {name} 已用于传送密钥或登录信息。两者只能保留一个。",
  "The header {name} is there twice.": "标头 {name} 重复了。",
  "The header {name} needs a value.": "标头 {name} 需要填写值。",
  "The value of the header {name} has a character that no header can carry.": "标头 {name} 的值含有标头不允许的字符。",
  "A provider takes at most {count} headers.": "一个提供方最多可有 {count} 个标头。",
  "Project, location, region and version have letters, digits, dots and hyphens only.":
    "项目、位置、区域和版本只能包含字母、数字、点和连字符。",
  "Azure OpenAI needs the address of your resource, as in https://example.openai.azure.com.":
    "Azure OpenAI 需要资源地址，例如 https://example.openai.azure.com。",
  "Azure OpenAI needs the names of your deployments as models.": "Azure OpenAI 需要把部署名称填写为模型。",
  "Vertex AI needs a project and a location, as in europe-west4 or global.":
    "Vertex AI 需要项目和位置，例如 europe-west4 或 global。",
  "Vertex AI needs the names of its models; they begin with gemini or claude.":
    "Vertex AI 需要填写模型名称，名称以 gemini 或 claude 开头。",
  "Amazon Bedrock needs a region, as in eu-central-1.": "Amazon Bedrock 需要区域，例如 eu-central-1。",
  "Amazon Bedrock needs the ids of its models, as in anthropic.claude-sonnet-4-5-20250929-v1:0.":
    "Amazon Bedrock 需要填写模型 ID，例如 anthropic.claude-sonnet-4-5-20250929-v1:0。",
};
