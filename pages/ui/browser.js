// What the page tells the browser: its language, what to remember, how light it is, and our words for the framework's.
// It stands in the head of the page, so that it is sent once and not at every run.
(() => {
  const NAMES = ["aria-label", "aria-valuetext", "placeholder", "title"]
  // A sign beside words says nothing more than they do; its own name is English.
  const SIGN = '[role="img"][aria-label$=" icon"]'

  const LABELLED = 'input, textarea, section, button, [role="group"], [role$="group"], [role="listbox"], [role="spinbutton"], '
    + '[role="dialog"], [data-testid="stPopoverBody"], [data-testid$="Dropdown"]'
  const ESCAPES = /\\([\\`*_{}[\]()<>#+\-.!|~$:@=&])/g

  function pattern(text) {
    const parts = text.split(/\{\w+\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"))
    return new RegExp(`^${parts.join("(.+)")}$`, "s")
  }

  function compiled(words) {
    const rules = { exact: new Map(), open: [] }
    for (const [place, pairs] of words) {
      const where = place.replace(/@([\w-]+)/g, '[data-testid="$1"]')
      for (const [text, ours] of pairs) {
        const names = [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1])
        if (names.length) rules.open.push({ where, ours, names, text: pattern(text) })
        else rules.exact.set(text, [...(rules.exact.get(text) ?? []), { where, ours }])
      }
    }
    return rules
  }

  function local(name, value, locale) {
    const day = new Date(name === "month" ? `1 ${value} 2000` : value)
    const form = { date: { dateStyle: "long" }, month: { month: "long" } }[name]
    return form && !isNaN(day) ? day.toLocaleDateString(locale, form) : value
  }

  function ours(element, text, { rules, locale }) {
    const exact = rules.exact.get(text)?.find((rule) => element.matches(rule.where))
    if (exact) return exact.ours
    for (const rule of rules.open) {
      const found = rule.text.exec(text)
      if (!found || !element.matches(rule.where)) continue
      const values = Object.fromEntries(rule.names.map((name, index) => [name, local(name, found[index + 1], locale)]))
      return rule.ours.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
    }
  }

  // The label of a widget is Markdown; the name it has for who listens is the source of that, with its escapes.
  function bare(element, label) {
    return element.matches(LABELLED) ? label.replace(ESCAPES, "$1").replaceAll("\u2060", "") : label
  }

  function write(page, node, name) {
    const now = name ? node.getAttribute(name) : node.data.trim()
    const element = name ? node : node.parentElement
    if (!now || !element) return
    const before = page.before.get(node) ?? {}
    const [theirs, last] = before[name] ?? []
    const text = last === now ? theirs : now
    const label = name === "aria-label" ? bare(element, text) : text
    const next = ours(element, label, page) ?? label
    if (last || next !== text) page.before.set(node, { ...before, [name]: [text, next] })
    if (next === now) return
    if (name) node.setAttribute(name, next)
    else node.data = next
  }

  function walk(page, root) {
    if (root.nodeType === Node.TEXT_NODE) return write(page, root, "")
    if (root.nodeType !== Node.ELEMENT_NODE) return
    const accept = (node) => (/^(svg|script|style)$/i.test(node.nodeName) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT)
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, accept)
    for (let node = root; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) write(page, node, "")
      else {
        for (const name of NAMES) if (node.hasAttribute(name)) write(page, node, name)
        if (node.matches(SIGN)) node.setAttribute("aria-hidden", "true")
      }
    }
    // In a picture "arc mark container" tells nobody anything, and an axis tells of itself in English; the words of the
    // picture and of its marks stay.
    for (const part of root.querySelectorAll("svg[aria-roledescription], svg [aria-roledescription]")) {
      if (/axis|legend|title/.test(part.getAttribute("aria-roledescription"))) part.setAttribute("aria-hidden", "true")
      part.removeAttribute("aria-roledescription")
    }
  }

  function watch(page) {
    const changed = (records) => {
      for (const { type, target, attributeName, addedNodes } of records) {
        if (type === "attributes") write(page, target, attributeName)
        else if (type === "characterData") write(page, target, "")
        else addedNodes.forEach((node) => walk(page, node))
      }
    }
    const kinds = { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMES }
    new MutationObserver(changed).observe(document.body, kinds)
  }

  // The framework asks the browser for the language of a calendar and of what it says aloud.
  function speak(page, { language, locale }) {
    document.documentElement.lang = language
    if (page.locale === locale) return
    if (!navigator.language.startsWith(language)) {
      for (const [name, value] of Object.entries({ language: locale, languages: [locale] })) {
        Object.defineProperty(navigator, name, { configurable: true, get: () => value })
      }
      window.dispatchEvent(new Event("languagechange"))
      window.dispatchEvent(new Event("afterprint")) // after printing the framework draws all anew, so it reads this too
    }
    Object.assign(page, { locale, rules: compiled(FRAMEWORK_WORDS[language]) })
    walk(page, document.body)
  }

  function remember({ cookies, age }) {
    for (const [name, value] of Object.entries(cookies)) {
      const safe = location.protocol === "https:" ? "; Secure" : ""
      const kept = value === null ? 0 : age
      document.cookie = `${name}=${encodeURIComponent(value ?? "")}; Path=/; Max-Age=${kept}; SameSite=Lax${safe}`
    }
  }

  // The framework keeps light or dark per address and reads it once, when a page is opened.
  function colour({ theme, addresses }) {
    if (!theme) return
    const folder = location.pathname.replace(/[^/]*$/, "")
    const place = (path) => `stActiveTheme-${path}-v2`
    const wanted = JSON.stringify(theme)
    try {
      if (localStorage.getItem(place(location.pathname)) === wanted) return
      const paths = [location.pathname, ...addresses.map((address) => folder + address)]
      for (const path of paths) localStorage.setItem(place(path), wanted)
    } catch {
      return // a browser that keeps nothing follows the device
    }
    location.reload()
  }

  window.rimpelBrowser = ({ data, parentElement }) => {
    const ground = getComputedStyle(parentElement).getPropertyValue("--st-background-color")
    document.documentElement.style.setProperty("--rimpel-on-primary", ground)
    const page = (document.rimpel ??= { before: new WeakMap(), rules: compiled([]) })
    if (!page.watched) watch(page)
    page.watched = true
    speak(page, data)
    remember(data)
    colour(data)
    const state = (parentElement.rimpel ??= { top: data.top })
    if (state.top !== data.top) document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 })
    state.top = data.top
  }
})()
