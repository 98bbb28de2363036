import numpy as np

from knowledge.index.space import LatentSpace

PARALLEL = [
    "visa\nViisumi\n签证",
    "taxi cab\ntaksi\n出租车",
    "hotel room\nhotellihuone\n酒店房间",
    "doctor\nlääkäri\n医生",
] * 2


def test_a_text_lies_nearest_to_its_parallel_in_another_language():
    space = LatentSpace.fit(PARALLEL)
    english = space.vectors(["visa", "taxi", "hotel", "doctor"])
    finnish = space.vectors(["viisumi", "taksi", "hotellihuone", "lääkäri"])
    assert (english @ finnish.T).argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_vectors_are_of_unit_length_and_zero_for_the_unknown():
    lengths = np.linalg.norm(LatentSpace.fit(PARALLEL).vectors(["visa", "taxi visa", "xyzzy", ""]), axis=1)
    np.testing.assert_allclose(lengths, [1, 1, 0, 0], atol=1e-3)


def test_fitting_twice_gives_the_same_space():
    one, other = LatentSpace.fit(PARALLEL), LatentSpace.fit(PARALLEL)
    assert np.array_equal(one.directions, other.directions)


def test_there_is_a_space_for_no_texts_and_for_one():
    for rows in ([], ["visa"]):
        assert LatentSpace.fit(rows).vectors(["visa"]).shape[0] == 1
