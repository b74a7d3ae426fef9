"""Pieces of the lexicons that are compiled at build time: word blocks, hash buckets, integer arrays.

Hashing is FNV-1a over the UTF-8 bytes with a power of two of buckets, as analysis/language/hashed_words.h
reads it. Output is the same bytes on every run: inputs are ordered, nothing depends on Python's
own hashing.
"""
import struct


def fnv1a(word):
    value = 0x811C9DC5
    for byte in word.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


def hashed(items, word_of):
    """-> the items in bucket order, and where each bucket begins (one more as the end)"""
    count = 1
    while count < len(items):
        count *= 2
    order = sorted(range(len(items)), key=lambda i: (fnv1a(word_of(items[i])) % count, word_of(items[i]).encode(), i))
    ordered = [items[i] for i in order]
    starts = [0] * (count + 1)
    for item in ordered:
        starts[fnv1a(word_of(item)) % count + 1] += 1
    for i in range(count):
        starts[i + 1] += starts[i]
    return ordered, starts


def integers(values):
    return struct.pack(f'<{len(values)}I', *values)


class Words:
    """One block of text in which each word stands once."""

    def __init__(self):
        self.parts, self.at, self.length = [], {}, 0

    def add(self, word):
        if word not in self.at:
            self.at[word] = self.length
            self.parts.append(word.encode())
            self.length += len(self.parts[-1])
        return self.at[word]

    def bytes(self):
        return b''.join(self.parts)


def write(paths, contents):
    """One file per section, for pack-model to join."""
    assert len(paths) == len(contents)
    for path, content in zip(paths, contents):
        with open(path, 'wb') as file:
            file.write(content)
