/** The pictures as the model counts them: those of the question, then those of each observation. */
const pictures = [];

function addPictures(images) {
  return images.map((image) => pictures[pictures.push({...image, number: pictures.length + 1}) - 1]);
}

addPictures(shown.trajectory.images);
for (const turn of shown.trajectory.turns) {
  turn.pictures = addPictures(turn.observation?.images ?? []);
}

/** A picture with its name, and the boxes of what was cut out of it later. */
function figure(picture) {
  const origin = shown.crops.find((crop) => crop.picture === picture.number);
  return el('figure', {id: `image-${picture.number}`},
    el('div', {class: 'frame'},
      el('img', {
        src: shown.pictures[picture.digest],
        width: picture.width,
        height: picture.height,
        loading: 'lazy',
        alt: `image_${picture.number}, ${picture.width} by ${picture.height} pixels`,
      }),
      shown.crops.filter((crop) => crop.source === picture.number)
        .map((crop) => cropBox(picture, crop))),
    el('figcaption', {},
      `image_${picture.number} · ${picture.width}×${picture.height}`,
      origin ? [' · part of ', reference(origin.source)] : null));
}

function cropBox(source, crop) {
  const {left, top, right, bottom} = crop.box;
  const box = el('a', {
    class: 'crop',
    href: `#image-${crop.picture}`,
    title: `image_${crop.picture}: (${left}, ${top}) to (${right}, ${bottom})`,
  }, el('span', {}, `image_${crop.picture}`));
  box.style.left = `${100 * left / source.width}%`;
  box.style.top = `${100 * top / source.height}%`;
  box.style.width = `${100 * (right - left) / source.width}%`;
  box.style.height = `${100 * (bottom - top) / source.height}%`;
  return box;
}

function reference(number) {
  return el('a', {href: `#image-${number}`}, `image_${number}`);
}

function gallery(several) {
  return several.length ? el('div', {class: 'pictures'}, several.map(figure)) : null;
}
