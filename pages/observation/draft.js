// Keeps the fields of a form in this browser's local storage, letter by letter, and hands them back when the form is
// opened again: after a reload, another visit or another page. A draft that was saved (its token is spent) is removed.
const FIELDS_READY_MS = 400 // the fields must be on the page before they can be filled
const COOKIE_SECONDS = 604800 // a week: long enough for any restart, and an older draft brings its token along itself

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
    setTokenCookie(hasText(values) ? me.data.token : "")
  }
  // A restarted server reads the token from this cookie: it hears of nothing else before the next click, which may be
  // "save".
  const setTokenCookie = (token) => {
    document.cookie = `rimpel_draft=${token}; Path=/; SameSite=Lax; Max-Age=${token ? COOKIE_SECONDS : 0}`
  }
  const hasText = (values) => Boolean(values?.[`${data.prefix}what`])

  let draft = read()
  if (draft && data.spent.includes(draft.token)) {
    localStorage.removeItem(place)
    setTokenCookie("")
    draft = null
  }
  if (data.form) {
    // What the server has by now need not be kept here as well.
    for (const name of Object.keys(me.typing)) if (data.values[name] === me.typing[name]) delete me.typing[name]
    if (hasText(data.values) || !hasText(draft?.values)) me.waiting = false
    else if (!me.begun) {
      me.waiting = true
      setTimeout(() => me.waiting && setTriggerValue("restored", draft), FIELDS_READY_MS)
    }
    me.begun = true
    // While a draft waits to be handed back, the empty fields may not be written over it.
    if (!me.waiting) write()
  }

  me.listen ??= (event) => {
    const field = me.data.form && event.target.closest?.(`[class*="st-key-${me.data.prefix}"]`)
    const keyClass = field && [...field.classList].find((name) => name.startsWith(`st-key-${me.data.prefix}`))
    const isText = event.target.tagName === "TEXTAREA" || event.target.type === "text"
    if (!keyClass || !isText) return
    me.waiting = false
    me.typing[keyClass.slice("st-key-".length)] = event.target.value
    write()
  }
  document.addEventListener("input", me.listen)
  return () => document.removeEventListener("input", me.listen)
}
