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
};
