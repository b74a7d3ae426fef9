#!/usr/bin/env python3
"""Compiles WordNet 3.0's database files (package wordnet-base) into one table to be mapped.

usage: compile_wordnet.py FOLDER SECTION…     FOLDER holds data.*, index.* and *.exc (wndb(5WN))

Sections, in this order, one file each for pack-model (little-endian):
  words      all lemmas and irregular forms, one after the other, spaces for underscores
  buckets    hash bucket -> first entry (FNV-1a of the lemma, one more as the end
  entries    a lemma in one part of speech: word, length, pos, lexicographer file of its first sense
  senses     synset numbers, by frequency
  antonyms   entry numbers, ascending
  derivations  entry numbers, ascending ("visit" the verb, "visit" the noun, "visitor")
  form_buckets, forms  irregular forms and their bases, hashed in the same way
"""
import os
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sections

PARTS = [('noun', 'n'), ('verb', 'v'), ('adj', 'a'), ('adv', 'r')]
PART_OF = {'n': 0, 'v': 1, 'a': 2, 's': 2, 'r': 3}


def read_data(folder):
    """-> {(pos, offset): (lexfile, [lemma], [(symbol, pos, offset, source word, target word)])}"""
    synsets = {}
    for part, (name, _) in enumerate(PARTS):
        with open(os.path.join(folder, 'data.' + name), encoding='ascii') as file:
            for line in file:
                if line.startswith('  '):
                    continue
                fields = line.split(' | ')[0].split()
                count = int(fields[3], 16)
                lemmas = [lemma_of(w) for w in fields[4:4 + 2 * count:2]]
                at = 4 + 2 * count
                pointers = []
                for i in range(int(fields[at])):
                    symbol, offset, pos, words = fields[at + 1 + 4 * i:at + 5 + 4 * i]
                    pointers.append((symbol, PART_OF[pos], int(offset), int(words[:2], 16), int(words[2:], 16)))
                synsets[part, int(fields[0])] = (int(fields[1]), lemmas, pointers)
    return synsets


def lemma_of(word):
    """data.adj marks the syntactic place of some adjectives: "galore(ip)"."""
    return word.split('(')[0].lower().replace('_', ' ')


def read_index(folder):
    """-> {(lemma, pos): [offset, most frequent first]}"""
    entries = {}
    for part, (name, _) in enumerate(PARTS):
        with open(os.path.join(folder, 'index.' + name), encoding='ascii') as file:
            for line in file:
                if line.startswith('  '):
                    continue
                fields = line.split()
                senses = int(fields[2])
                entries[lemma_of(fields[0]), part] = [int(o) for o in fields[-senses:]]
    return entries


def read_forms(folder):
    """-> [(form, pos, base)], the first base of each form"""
    forms = []
    for part, (name, _) in enumerate(PARTS):
        with open(os.path.join(folder, name + '.exc'), encoding='ascii') as file:
            for line in file:
                form, base = [lemma_of(w) for w in line.split()[:2]]
                forms.append((form, part, base))
    return sorted(set(forms), key=forms.index)


def links(synsets, number, symbol):
    """Pointers with `symbol` from word to word, both ways: {entry: set of entries}"""
    found = {}
    for (part, _), (_, lemmas, pointers) in synsets.items():
        for kind, to_part, to_offset, source, target in pointers:
            if kind != symbol or not source:
                continue
            a = number[lemmas[source - 1], part]
            b = number[synsets[to_part, to_offset][1][target - 1], to_part]
            if a != b:
                found.setdefault(a, set()).add(b)
                found.setdefault(b, set()).add(a)
    return found


def main():
    folder, outputs = sys.argv[1], sys.argv[2:]
    synsets, index = read_data(folder), read_index(folder)
    synset_number = {key: i for i, key in enumerate(sorted(synsets))}
    keys, buckets = sections.hashed(list(index), lambda key: key[0])
    number = {key: i for i, key in enumerate(keys)}
    antonyms, derivations = (links(synsets, number, s) for s in '!+')

    words = sections.Words()
    entries, senses, antonym_list, derivation_list = [], [], [], []
    for i, (lemma, part) in enumerate(keys + [('', 0)]):
        offsets = index.get((lemma, part), [])
        lexfile = synsets[part, offsets[0]][0] if offsets else 0
        entries.append(struct.pack('<IHBBIII', words.add(lemma), len(lemma), part, lexfile,
                                   len(senses), len(antonym_list), len(derivation_list)))
        senses += [synset_number[part, o] for o in offsets]
        antonym_list += sorted(antonyms.get(i, ()))
        derivation_list += sorted(derivations.get(i, ()))

    forms, form_buckets = sections.hashed(read_forms(folder), lambda form: form[0])
    packed = [struct.pack('<IIHHI', words.add(f), words.add(b), len(f), len(b), part) for f, part, b in forms]
    sections.write(outputs, [
        words.bytes(), sections.integers(buckets), b''.join(entries), sections.integers(senses),
        sections.integers(antonym_list), sections.integers(derivation_list),
        sections.integers(form_buckets), b''.join(packed)])


if __name__ == '__main__':
    main()
