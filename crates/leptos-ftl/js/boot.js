// Brings a page's islands to life, each by itself.
const islands = [...document.querySelectorAll('leptos-island')];
// What others (password managers) put into an island; Leptos would stumble over it.
const foreign = ':not([class^="cx-"],[class*=" cx-"],svg *,option,optgroup,leptos-island,leptos-children,leptos-children *)';
let alive = 0;

function hydrate(app, island) {
  const { component, props } = island.dataset;
  const aside = [...island.querySelectorAll(foreign)]
    .filter((element) => !element.parentElement.matches(foreign))
    .map((element) => [element, element.parentNode, element.nextSibling]);
  aside.forEach(([element]) => element.remove());
  let fault;
  try {
    if (props !== undefined && JSON.parse(props)?.constructor !== Object) throw 'data-props is no JSON object';
    app.ftlReady();
    app[component](island);
    alive++;
  } catch (error) {
    fault = error;
  }
  const panic = app.ftlPanic();
  if (fault) console.error(`Island ${component} stays as it is: ${panic ?? fault}`);
  for (const [element, parent, next] of aside.reverse()) {
    parent.insertBefore(element, next?.parentNode === parent ? next : null);
  }
}

try {
  if (islands.length) {
    const app = await import('./app.js');
    await app.default();
    islands.forEach((island) => hydrate(app, island));
  }
} catch (error) {
  console.error(`The page stays as it is: ${error}`);
}
document.documentElement.dataset.cxIslands = `${alive}/${islands.length}`;
