.pragma library

// How wide `text` is in characters of its size; a Latin letter is about half a Chinese one.
function ems(text) {
    let wide = 0;
    for (const character of text)
        wide += character.charCodeAt(0) < 0x2000 ? 0.52 : 1;
    return wide;
}

// The widest of `texts`.
function widest(texts) {
    return texts.reduce((most, text) => Math.max(most, ems(text)), 0);
}
