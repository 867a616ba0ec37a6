// One entry in the history of the browser for each screen somebody goes to, so that one press of Back leaves it again.
// Streamlit adds an entry at every change of the address, also where a filter or the collaboration is written into it.
(() => {
  const asked = (url) => new URLSearchParams(url.search)
  const isSameScreen = (from, to) => {
    const before = asked(from), after = asked(to)
    // A collaboration that was not in the address yet is the one that was open already.
    const stays = !before.has("c") || before.get("c") === after.get("c")
    return from.pathname === to.pathname && stays && SCREEN_NAMES.every((name) => before.get(name) === after.get(name))
  }
  // Going somewhere may take several changes of the address: the first makes the entry, the others complete it. At the
  // first visit, and after Back or Forward, nobody has asked for an entry.
  let wanted = false
  for (const kind of ["click", "keydown"]) addEventListener(kind, () => { wanted = true }, { capture: true })
  addEventListener("popstate", () => { wanted = false }, { capture: true })
  const push = history.pushState.bind(history)
  history.pushState = (state, title, url) => {
    const isNew = wanted && !isSameScreen(location, new URL(url ?? "", location.href))
    if (!isNew) return history.replaceState(state, title, url)
    wanted = false
    push(state, title, url)
  }
})()
