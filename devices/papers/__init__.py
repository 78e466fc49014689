"""What makes a page of a picture, whether it came from a scanner, a camera or a file.

Every module here but this one loads numpy and OpenCV, which an idle terminal has no room for: drivers import them
when the first paper comes.
"""
