// Plays scenarios one after another and shows how each went; without this every scenario has a button of its own.
const stage = document.querySelector('[data-plays]');
const all = stage && stage.querySelector('[data-all]');

function line(kind, words) {
  const said = document.createElement(kind);
  said.textContent = words;
  return said;
}

async function play(row) {
  const place = row.querySelector('[data-result]');
  const { passed, failed, busy, lost } = place.dataset;
  place.replaceChildren(line('p', busy));
  try {
    const answer = await fetch(stage.dataset.address, {
      method: 'POST', credentials: 'same-origin', headers: { Accept: 'application/json', 'X-CSRF-Token': stage.dataset.token },
      body: new URLSearchParams({ path: row.dataset.scenario }),
    });
    if (!answer.ok) throw new Error(answer.status);
    const [found] = (await answer.json()).plays;
    const words = line('p', '');
    const mark = line('span', found.passed ? `✓ ${passed}` : `! ${failed}`);
    mark.className = found.passed ? 'due due--done' : 'due due--late';
    words.append(mark);
    const list = document.createElement('ul');
    list.append(...found.failures.map(failure => line('li', failure)));
    place.replaceChildren(words, ...(found.failures.length ? [list] : []));
    return found.passed;
  } catch {
    place.replaceChildren(line('p', lost));
    return false;
  }
}

if (all) {
  const rows = [...stage.querySelectorAll('[data-scenario]')];
  const said = all.querySelector('[data-said]');
  all.hidden = false;
  all.querySelector('button').addEventListener('click', async () => {
    let well = 0;
    for (const [number, row] of rows.entries()) {
      said.textContent = `${number + 1} / ${rows.length}`;
      if (await play(row)) well += 1;
    }
    said.textContent = `✓ ${well} / ${rows.length}`;
  });
  for (const row of rows) {
    row.querySelector('form').addEventListener('submit', event => {
      event.preventDefault();
      play(row);
    });
  }
}
