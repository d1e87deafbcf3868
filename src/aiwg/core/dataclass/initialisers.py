"""What `__init__` does in a class of so many fields, fitted to each class by `aiwg.core.dataclass.build`.

Written by tools/initialiser_table.py. They are compiled with this module, so that no class has to be at import.
A field is assigned (plain), or set by the function `f0` that goes round the guard of a frozen class (frozen), or
assigned while the value is of a class `open` without a guard (swapped). Where fields have a default_factory, each
argument that is MISSING is made by a function `m0` (made).
"""


# ruff: noqa: D103, E501, E702, F821, PLR0915
# mypy: ignore-errors
# fmt: off
def plain_0(self):
    pass
def plain_1(self, a0):
    self.f0 = a0
def plain_2(self, a0, a1):
    self.f0 = a0; self.f1 = a1
def plain_3(self, a0, a1, a2):
    self.f0 = a0; self.f1 = a1
    self.f2 = a2
def plain_4(self, a0, a1, a2, a3):
    self.f0 = a0; self.f1 = a1
    self.f2 = a2; self.f3 = a3
def plain_5(self, a0, a1, a2, a3, a4):
    self.f0 = a0; self.f1 = a1
    self.f2 = a2; self.f3 = a3
    self.f4 = a4
def plain_6(self, a0, a1, a2, a3, a4, a5):
    self.f0 = a0; self.f1 = a1
    self.f2 = a2; self.f3 = a3
    self.f4 = a4; self.f5 = a5
def plain_7(self, a0, a1, a2, a3, a4, a5, a6):
    self.f0 = a0; self.f1 = a1
    self.f2 = a2; self.f3 = a3
    self.f4 = a4; self.f5 = a5
    self.f6 = a6
def plain_8(self, a0, a1, a2, a3, a4, a5, a6, a7):
    self.f0 = a0; self.f1 = a1
    self.f2 = a2; self.f3 = a3
    self.f4 = a4; self.f5 = a5
    self.f6 = a6; self.f7 = a7
def plain_12(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11):
    self.f0 = a0; self.f1 = a1
    self.f2 = a2; self.f3 = a3
    self.f4 = a4; self.f5 = a5
    self.f6 = a6; self.f7 = a7
    self.f8 = a8; self.f9 = a9
    self.f10 = a10; self.f11 = a11
def frozen_0(self):
    pass
def frozen_1(self, a0):
    f0(self, a0)
def frozen_2(self, a0, a1):
    f0(self, a0); f1(self, a1)
def frozen_3(self, a0, a1, a2):
    f0(self, a0); f1(self, a1)
    f2(self, a2)
def frozen_4(self, a0, a1, a2, a3):
    f0(self, a0); f1(self, a1)
    f2(self, a2); f3(self, a3)
def frozen_5(self, a0, a1, a2, a3, a4):
    f0(self, a0); f1(self, a1)
    f2(self, a2); f3(self, a3)
    f4(self, a4)
def frozen_6(self, a0, a1, a2, a3, a4, a5):
    f0(self, a0); f1(self, a1)
    f2(self, a2); f3(self, a3)
    f4(self, a4); f5(self, a5)
def frozen_7(self, a0, a1, a2, a3, a4, a5, a6):
    f0(self, a0); f1(self, a1)
    f2(self, a2); f3(self, a3)
    f4(self, a4); f5(self, a5)
    f6(self, a6)
def frozen_8(self, a0, a1, a2, a3, a4, a5, a6, a7):
    f0(self, a0); f1(self, a1)
    f2(self, a2); f3(self, a3)
    f4(self, a4); f5(self, a5)
    f6(self, a6); f7(self, a7)
def frozen_9(self, a0, a1, a2, a3, a4, a5, a6, a7, a8):
    f0(self, a0); f1(self, a1)
    f2(self, a2); f3(self, a3)
    f4(self, a4); f5(self, a5)
    f6(self, a6); f7(self, a7)
    f8(self, a8)
def frozen_10(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9):
    f0(self, a0); f1(self, a1)
    f2(self, a2); f3(self, a3)
    f4(self, a4); f5(self, a5)
    f6(self, a6); f7(self, a7)
    f8(self, a8); f9(self, a9)
def frozen_11(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10):
    f0(self, a0); f1(self, a1)
    f2(self, a2); f3(self, a3)
    f4(self, a4); f5(self, a5)
    f6(self, a6); f7(self, a7)
    f8(self, a8); f9(self, a9)
    f10(self, a10)
def frozen_12(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11):
    f0(self, a0); f1(self, a1)
    f2(self, a2); f3(self, a3)
    f4(self, a4); f5(self, a5)
    f6(self, a6); f7(self, a7)
    f8(self, a8); f9(self, a9)
    f10(self, a10); f11(self, a11)
def frozen_13(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12):
    f0(self, a0); f1(self, a1)
    f2(self, a2); f3(self, a3)
    f4(self, a4); f5(self, a5)
    f6(self, a6); f7(self, a7)
    f8(self, a8); f9(self, a9)
    f10(self, a10); f11(self, a11)
    f12(self, a12)
def frozen_16(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15):
    f0(self, a0); f1(self, a1)
    f2(self, a2); f3(self, a3)
    f4(self, a4); f5(self, a5)
    f6(self, a6); f7(self, a7)
    f8(self, a8); f9(self, a9)
    f10(self, a10); f11(self, a11)
    f12(self, a12); f13(self, a13)
    f14(self, a14); f15(self, a15)
def swapped_14(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13):
    swap(self, open)
    self.f0 = a0; self.f1 = a1
    self.f2 = a2; self.f3 = a3
    self.f4 = a4; self.f5 = a5
    self.f6 = a6; self.f7 = a7
    self.f8 = a8; self.f9 = a9
    self.f10 = a10; self.f11 = a11
    self.f12 = a12; self.f13 = a13
    self.__class__ = own
def swapped_15(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14):
    swap(self, open)
    self.f0 = a0; self.f1 = a1
    self.f2 = a2; self.f3 = a3
    self.f4 = a4; self.f5 = a5
    self.f6 = a6; self.f7 = a7
    self.f8 = a8; self.f9 = a9
    self.f10 = a10; self.f11 = a11
    self.f12 = a12; self.f13 = a13
    self.f14 = a14
    self.__class__ = own
def swapped_16(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15):
    swap(self, open)
    self.f0 = a0; self.f1 = a1
    self.f2 = a2; self.f3 = a3
    self.f4 = a4; self.f5 = a5
    self.f6 = a6; self.f7 = a7
    self.f8 = a8; self.f9 = a9
    self.f10 = a10; self.f11 = a11
    self.f12 = a12; self.f13 = a13
    self.f14 = a14; self.f15 = a15
    self.__class__ = own
def plain_made_0(self):
    pass
def plain_made_1(self, a0):
    self.f0 = m0() if a0 is MISSING else a0
def plain_made_2(self, a0, a1):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
def plain_made_3(self, a0, a1, a2):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2
def plain_made_4(self, a0, a1, a2, a3):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
def plain_made_5(self, a0, a1, a2, a3, a4):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4
def plain_made_6(self, a0, a1, a2, a3, a4, a5):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
def plain_made_7(self, a0, a1, a2, a3, a4, a5, a6):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6
def plain_made_8(self, a0, a1, a2, a3, a4, a5, a6, a7):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
def plain_made_9(self, a0, a1, a2, a3, a4, a5, a6, a7, a8):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8
def plain_made_10(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8; self.f9 = m9() if a9 is MISSING else a9
def plain_made_11(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8; self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10
def plain_made_12(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8; self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10; self.f11 = m11() if a11 is MISSING else a11
def plain_made_13(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8; self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10; self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12
def plain_made_14(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8; self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10; self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12; self.f13 = m13() if a13 is MISSING else a13
def plain_made_15(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8; self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10; self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12; self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14
def plain_made_16(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8; self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10; self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12; self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14; self.f15 = m15() if a15 is MISSING else a15
def plain_made_17(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8; self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10; self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12; self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14; self.f15 = m15() if a15 is MISSING else a15
    self.f16 = m16() if a16 is MISSING else a16
def plain_made_18(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17):
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8; self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10; self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12; self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14; self.f15 = m15() if a15 is MISSING else a15
    self.f16 = m16() if a16 is MISSING else a16; self.f17 = m17() if a17 is MISSING else a17
def frozen_made_0(self):
    pass
def frozen_made_1(self, a0):
    f0(self, m0() if a0 is MISSING else a0)
def frozen_made_2(self, a0, a1):
    f0(self, m0() if a0 is MISSING else a0); f1(self, m1() if a1 is MISSING else a1)
def frozen_made_3(self, a0, a1, a2):
    f0(self, m0() if a0 is MISSING else a0); f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2)
def frozen_made_4(self, a0, a1, a2, a3):
    f0(self, m0() if a0 is MISSING else a0); f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2); f3(self, m3() if a3 is MISSING else a3)
def frozen_made_5(self, a0, a1, a2, a3, a4):
    f0(self, m0() if a0 is MISSING else a0); f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2); f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4)
def frozen_made_6(self, a0, a1, a2, a3, a4, a5):
    f0(self, m0() if a0 is MISSING else a0); f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2); f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4); f5(self, m5() if a5 is MISSING else a5)
def frozen_made_7(self, a0, a1, a2, a3, a4, a5, a6):
    f0(self, m0() if a0 is MISSING else a0); f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2); f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4); f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6)
def frozen_made_8(self, a0, a1, a2, a3, a4, a5, a6, a7):
    f0(self, m0() if a0 is MISSING else a0); f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2); f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4); f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6); f7(self, m7() if a7 is MISSING else a7)
def frozen_made_9(self, a0, a1, a2, a3, a4, a5, a6, a7, a8):
    f0(self, m0() if a0 is MISSING else a0); f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2); f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4); f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6); f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8)
def frozen_made_10(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9):
    f0(self, m0() if a0 is MISSING else a0); f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2); f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4); f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6); f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8); f9(self, m9() if a9 is MISSING else a9)
def frozen_made_11(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10):
    f0(self, m0() if a0 is MISSING else a0); f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2); f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4); f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6); f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8); f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10)
def frozen_made_12(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11):
    f0(self, m0() if a0 is MISSING else a0); f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2); f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4); f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6); f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8); f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10); f11(self, m11() if a11 is MISSING else a11)
def frozen_made_13(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12):
    f0(self, m0() if a0 is MISSING else a0); f1(self, m1() if a1 is MISSING else a1)
    f2(self, m2() if a2 is MISSING else a2); f3(self, m3() if a3 is MISSING else a3)
    f4(self, m4() if a4 is MISSING else a4); f5(self, m5() if a5 is MISSING else a5)
    f6(self, m6() if a6 is MISSING else a6); f7(self, m7() if a7 is MISSING else a7)
    f8(self, m8() if a8 is MISSING else a8); f9(self, m9() if a9 is MISSING else a9)
    f10(self, m10() if a10 is MISSING else a10); f11(self, m11() if a11 is MISSING else a11)
    f12(self, m12() if a12 is MISSING else a12)
def swapped_made_15(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14):
    swap(self, open)
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8; self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10; self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12; self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14
    self.__class__ = own
def swapped_made_18(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17):
    swap(self, open)
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8; self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10; self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12; self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14; self.f15 = m15() if a15 is MISSING else a15
    self.f16 = m16() if a16 is MISSING else a16; self.f17 = m17() if a17 is MISSING else a17
    self.__class__ = own
def swapped_made_19(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18):
    swap(self, open)
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8; self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10; self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12; self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14; self.f15 = m15() if a15 is MISSING else a15
    self.f16 = m16() if a16 is MISSING else a16; self.f17 = m17() if a17 is MISSING else a17
    self.f18 = m18() if a18 is MISSING else a18
    self.__class__ = own
def swapped_made_27(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24, a25, a26):
    swap(self, open)
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8; self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10; self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12; self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14; self.f15 = m15() if a15 is MISSING else a15
    self.f16 = m16() if a16 is MISSING else a16; self.f17 = m17() if a17 is MISSING else a17
    self.f18 = m18() if a18 is MISSING else a18; self.f19 = m19() if a19 is MISSING else a19
    self.f20 = m20() if a20 is MISSING else a20; self.f21 = m21() if a21 is MISSING else a21
    self.f22 = m22() if a22 is MISSING else a22; self.f23 = m23() if a23 is MISSING else a23
    self.f24 = m24() if a24 is MISSING else a24; self.f25 = m25() if a25 is MISSING else a25
    self.f26 = m26() if a26 is MISSING else a26
    self.__class__ = own
def swapped_made_31(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30):
    swap(self, open)
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8; self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10; self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12; self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14; self.f15 = m15() if a15 is MISSING else a15
    self.f16 = m16() if a16 is MISSING else a16; self.f17 = m17() if a17 is MISSING else a17
    self.f18 = m18() if a18 is MISSING else a18; self.f19 = m19() if a19 is MISSING else a19
    self.f20 = m20() if a20 is MISSING else a20; self.f21 = m21() if a21 is MISSING else a21
    self.f22 = m22() if a22 is MISSING else a22; self.f23 = m23() if a23 is MISSING else a23
    self.f24 = m24() if a24 is MISSING else a24; self.f25 = m25() if a25 is MISSING else a25
    self.f26 = m26() if a26 is MISSING else a26; self.f27 = m27() if a27 is MISSING else a27
    self.f28 = m28() if a28 is MISSING else a28; self.f29 = m29() if a29 is MISSING else a29
    self.f30 = m30() if a30 is MISSING else a30
    self.__class__ = own
def swapped_made_50(self, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, a33, a34, a35, a36, a37, a38, a39, a40, a41, a42, a43, a44, a45, a46, a47, a48, a49):
    swap(self, open)
    self.f0 = m0() if a0 is MISSING else a0; self.f1 = m1() if a1 is MISSING else a1
    self.f2 = m2() if a2 is MISSING else a2; self.f3 = m3() if a3 is MISSING else a3
    self.f4 = m4() if a4 is MISSING else a4; self.f5 = m5() if a5 is MISSING else a5
    self.f6 = m6() if a6 is MISSING else a6; self.f7 = m7() if a7 is MISSING else a7
    self.f8 = m8() if a8 is MISSING else a8; self.f9 = m9() if a9 is MISSING else a9
    self.f10 = m10() if a10 is MISSING else a10; self.f11 = m11() if a11 is MISSING else a11
    self.f12 = m12() if a12 is MISSING else a12; self.f13 = m13() if a13 is MISSING else a13
    self.f14 = m14() if a14 is MISSING else a14; self.f15 = m15() if a15 is MISSING else a15
    self.f16 = m16() if a16 is MISSING else a16; self.f17 = m17() if a17 is MISSING else a17
    self.f18 = m18() if a18 is MISSING else a18; self.f19 = m19() if a19 is MISSING else a19
    self.f20 = m20() if a20 is MISSING else a20; self.f21 = m21() if a21 is MISSING else a21
    self.f22 = m22() if a22 is MISSING else a22; self.f23 = m23() if a23 is MISSING else a23
    self.f24 = m24() if a24 is MISSING else a24; self.f25 = m25() if a25 is MISSING else a25
    self.f26 = m26() if a26 is MISSING else a26; self.f27 = m27() if a27 is MISSING else a27
    self.f28 = m28() if a28 is MISSING else a28; self.f29 = m29() if a29 is MISSING else a29
    self.f30 = m30() if a30 is MISSING else a30; self.f31 = m31() if a31 is MISSING else a31
    self.f32 = m32() if a32 is MISSING else a32; self.f33 = m33() if a33 is MISSING else a33
    self.f34 = m34() if a34 is MISSING else a34; self.f35 = m35() if a35 is MISSING else a35
    self.f36 = m36() if a36 is MISSING else a36; self.f37 = m37() if a37 is MISSING else a37
    self.f38 = m38() if a38 is MISSING else a38; self.f39 = m39() if a39 is MISSING else a39
    self.f40 = m40() if a40 is MISSING else a40; self.f41 = m41() if a41 is MISSING else a41
    self.f42 = m42() if a42 is MISSING else a42; self.f43 = m43() if a43 is MISSING else a43
    self.f44 = m44() if a44 is MISSING else a44; self.f45 = m45() if a45 is MISSING else a45
    self.f46 = m46() if a46 is MISSING else a46; self.f47 = m47() if a47 is MISSING else a47
    self.f48 = m48() if a48 is MISSING else a48; self.f49 = m49() if a49 is MISSING else a49
    self.__class__ = own
