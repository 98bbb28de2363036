"""What is true about this event, and what answers this question?"""
