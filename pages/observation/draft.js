// Keeps the fields of a form in this browser's local storage, letter by letter, and hands them back when the form is
// opened again: after a reload, another visit or another page. What was saved (its token is spent) is forgotten.
const PATIENCE_MS = 400 // the fields must be on the page before they can be filled

export default function ({ data, parentElement, setTriggerValue }) {
  const me = (parentElement.rimpelDraft ??= { typing: {} })
  me.data = data
  const place = `rimpel.draft.${data.place}`
  const read = () => { try { return JSON.parse(localStorage.getItem(place)) } catch { return null } }
  const write = () => {
    const values = { ...me.data.values, ...me.typing }
    try {
      localStorage.setItem(place, JSON.stringify({ token: me.data.token, values }))
    } catch { /* storage is full or switched off: the fields themselves still hold the text */ }
    claim(told(values) ? me.data.token : "")
  }
  // A server that began anew reads the token here: it is told nothing else before the next click, which may be "save".
  const claim = (token) => {
    document.cookie = `rimpel_draft=${token}; Path=/; SameSite=Lax; Max-Age=${token ? 604800 : 0}`
  }
  const told = (values) => Boolean(values?.[`${data.prefix}what`])

  let found = read()
  if (found && data.spent.includes(found.token)) {
    localStorage.removeItem(place)
    claim("")
    found = null
  }
  if (data.form) {
    for (const name of Object.keys(me.typing)) if (data.values[name] === me.typing[name]) delete me.typing[name]
    if (told(data.values) || !told(found?.values)) me.waiting = false
    else if (!me.begun) {
      me.waiting = true
      setTimeout(() => me.waiting && setTriggerValue("restored", found), PATIENCE_MS)
    }
    me.begun = true
    if (!me.waiting) write()
  }

  me.listen ??= (event) => {
    const field = me.data.form && event.target.closest?.(`[class*="st-key-${me.data.prefix}"]`)
    const name = field && [...field.classList].find((one) => one.startsWith(`st-key-${me.data.prefix}`))?.slice(7)
    const typed = event.target.tagName === "TEXTAREA" || event.target.type === "text"
    if (!name || !typed) return
    me.waiting = false
    me.typing[name] = event.target.value
    write()
  }
  document.addEventListener("input", me.listen)
  return () => document.removeEventListener("input", me.listen)
}
