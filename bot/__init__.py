"""Who is told what, when, over which channel, and did it arrive?"""
