// Terms in words and back: "10 werkdagen" is P10D, "stil, 3 maanden" is quiet P3M. Both languages are read, whatever the page speaks.
const UNITS = [
  { part: 'Y', clock: false, nl: ['jaar', 'jaar'], en: ['year', 'years'], read: /^(jaar|jaren|years?)$/ },
  { part: 'M', clock: false, nl: ['maand', 'maanden'], en: ['month', 'months'], read: /^(maand|maanden|months?)$/ },
  { part: 'W', clock: false, nl: ['week', 'weken'], en: ['week', 'weeks'], read: /^(week|weken|weeks)$/ },
  { part: 'D', clock: false, nl: ['werkdag', 'werkdagen'], en: ['working day', 'working days'], read: /^(werkdag|werkdagen|dag|dagen|days?|working days?|)$/ },
  { part: 'H', clock: true, nl: ['uur', 'uur'], en: ['hour', 'hours'], read: /^(uur|uren|hours?)$/ },
  { part: 'M', clock: true, nl: ['minuut', 'minuten'], en: ['minute', 'minutes'], read: /^(minuut|minuten|minutes?)$/ },
];
const QUIET = { nl: 'stil', en: 'quiet' };
const ISO = /^P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$/;

// The ISO text of a term; "" for nothing, null for what cannot be read.
export function readTerm(text) {
  const said = text.trim().replace(/\s+/g, ' ');
  if (!said || ISO.test(said)) return said;
  const found = /^(\d{1,4}) ?(.*)$/.exec(said.toLowerCase());
  const unit = found && UNITS.find(each => each.read.test(found[2]));
  return unit ? `P${unit.clock ? 'T' : ''}${Number(found[1])}${unit.part}` : null;
}

export function readDeadline(text) {
  const quiet = /^(?:stil|stille|quiet)\b[ ,:]*(.+)$/i.exec(text.trim());
  const term = readTerm(quiet ? quiet[1] : text);
  return quiet && term ? `quiet ${term}` : term;
}

export function readTerms(text) {
  const parts = text.split(/,|\ben\b|\band\b/).map(part => part.trim()).filter(Boolean).map(readTerm);
  return parts.includes(null) ? null : parts.join(',');
}

export function termWords(iso, language) {
  const found = /^P(T?)(\d+)([YMWDH])$/.exec(iso.trim());
  const unit = found && UNITS.find(each => each.part === found[3] && each.clock === Boolean(found[1]));
  return unit ? `${found[2]} ${unit[language][found[2] === '1' ? 0 : 1]}` : iso;
}

export function deadlineWords(text, language) {
  const quiet = /^quiet\s+(\S+)$/.exec(text.trim());
  return quiet ? `${QUIET[language]}, ${termWords(quiet[1], language)}` : termWords(text, language);
}

export function termsWords(text, language) {
  return text.split(',').map(part => termWords(part, language)).join(', ');
}

// programme_manager after P0D, executive after P5D -> [{role, after}]
export function readChain(text) {
  return text.split(',').map(part => /^\s*(\S+)(?:\s+after\s+(\S+))?\s*$/.exec(part)).filter(Boolean).map(found => ({ role: found[1], after: found[2] || 'P0D' }));
}

export function chainText(links) {
  return links.filter(link => link.role).map(link => `${link.role} after ${link.after || 'P0D'}`).join(', ');
}
