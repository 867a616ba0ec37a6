// Keeps the fields of a form in this browser's local storage, letter by letter, and hands them back after a reload.
export default function ({ data, parentElement, setTriggerValue }) {
  const me = (parentElement.rimpelDraft ??= {})
  me.data = data
  const place = `rimpel.draft.${data.place}`
  const read = () => { try { return JSON.parse(localStorage.getItem(place)) } catch { return null } }
  const write = (values) => {
    try {
      localStorage.setItem(place, JSON.stringify({ session: me.data.session, token: me.data.token, values }))
    } catch { /* storage is full or switched off: the fields themselves still hold the text */ }
  }
  const told = (values) => Boolean(values?.[`${data.prefix}what`])

  const found = read()
  if (data.cleared && me.cleared !== data.cleared) {
    me.cleared = data.cleared
    if (!told(data.values)) localStorage.removeItem(place)
  } else if (found && found.session !== data.session && told(found.values) && !told(data.values)) {
    if (me.handed !== found.session) setTriggerValue("restored", found)
    me.handed = found.session
  } else if (told(data.values) || !told(found?.values)) {
    write({ ...data.values, ...me.typing })
  }
  me.typing = {}

  if (!me.listen) {
    me.listen = (event) => {
      const field = event.target.closest?.(`[class*="st-key-${me.data.prefix}"]`)
      const name = field && [...field.classList].find((one) => one.startsWith(`st-key-${me.data.prefix}`))?.slice(7)
      if (!name || !["TEXTAREA", "INPUT"].includes(event.target.tagName)) return
      if (event.target.tagName === "INPUT" && event.target.type !== "text") return
      me.typing = { ...me.typing, [name]: event.target.value }
      write({ ...me.data.values, ...me.typing })
    }
    document.addEventListener("input", me.listen)
  }
  return () => {
    document.removeEventListener("input", me.listen)
    me.listen = null
  }
}
