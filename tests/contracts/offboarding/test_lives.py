"""Random lives of contracts keep the promises; a few here, thousands by `python -m bench.lives`."""

from bench.lives import live


def test_in_every_life_the_promises_hold(tmp_path):
    world = live(tmp_path, 12, steps=14)
    assert world.acts["tick"] >= world.sequences
    assert {"sign", "grant", "terminate"} <= set(world.acts)
